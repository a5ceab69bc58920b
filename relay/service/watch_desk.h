// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"
#include "relay/api/watch_service.h"
#include "relay/profiling/contended_mutex.h"
#include "relay/service/alert_rules.h"
#include "relay/service/guard.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace relay::service {

// Judges the alert rules, counts slow requests, and keeps the latest events and tells them. look() is for
// one thread at a time; the rest is thread-safe.
class WatchDesk final : public api::WatchService
{
public:
    // An object of the relay thread that outlives this (see reply_delivery.h); without a guard nothing is
    // watched.
    explicit WatchDesk(QObject *relayRoot, Guard *guard = nullptr)
        : m_relayRoot(relayRoot)
        , m_guard(guard)
    {
    }
    Q_DISABLE_COPY_MOVE(WatchDesk)

    struct Look
    {
        SteadyTime now;
        std::int64_t unixMs = 0;
        config::AlertSettings limits;
        std::chrono::milliseconds slowThreshold{0};
        AlertFigures figures;
        std::uint64_t slowRequests = 0; // since start
    };
    void look(const Look &look);
    // Gives it an id, logs it, keeps it, tells it.
    void post(api::Event event);

    std::vector<api::AlertRow> alerts() const override;
    std::vector<api::Event> events(std::int64_t afterId) const override;
    api::GuardSnapshot guard() const override;
    void keepChange(std::int64_t entry) override;
    void onEvent(QObject *context, std::function<void(const api::Event &)> told) override;

private:
    static constexpr std::chrono::seconds kSlowPeriod{60}; // at most one event about them in that time

    struct Listener
    {
        QPointer<QObject> context;
        api::Reply<api::Event> tell;
    };

    QObject *const m_relayRoot;
    Guard *const m_guard;
    AlertRules m_rules; // these three: of look() alone
    std::uint64_t m_slowTold = 0;
    SteadyTime m_slowToldAt{};

    mutable profiling::ContendedMutex m_mutex; // guards these
    std::vector<api::AlertRow> m_alerts;
    std::deque<api::Event> m_events;
    std::int64_t m_lastId = 0;
    std::vector<Listener> m_listeners;
};

} // namespace relay::service
