// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/traffic_service.h"
#include "relay/base/phrase.h"
#include "relay/pipeline/knock_slot.h"
#include "relay/service/knock_words.h"

#include <QObject>

#include <atomic>
#include <functional>

namespace relay::service {

class RelayLoop;

// What flows and who answers. Thread-safe.
class TrafficDesk final : public api::TrafficService
{
public:
    struct Parts
    {
        // An object of the relay thread that outlives this (see reply_delivery.h).
        QObject *relayRoot = nullptr;
        // Runs that on the relay thread; false: no relay runs.
        std::function<bool(std::function<void(RelayLoop &)>)> onLoop;
        // On a thread that may wait; false: it has ended.
        std::function<bool(std::function<void()>)> aside;
        std::function<KnockFacts()> facts;
        std::function<Saying(std::uint16_t)> portHolder; // may be empty
        std::function<void()> beginAnew;                 // empty: restart() is refused
        bool paused = false;                             // from the start
    };
    explicit TrafficDesk(Parts parts);

    // What the relay's thread reads and writes.
    const std::atomic<bool> &pauseFlag() const { return m_paused; }
    pipeline::KnockSlot &knocks() { return m_knocks; }

    void setPaused(bool paused) override;
    bool paused() const override { return m_paused; }
    std::optional<api::Knock> lastKnock() const override;
    void channelHealth(QObject *context, api::Reply<std::vector<api::ChannelHealth>> reply) override;
    void route(std::string model, QObject *context, api::Reply<api::Route> reply) override;
    void tryListen(std::string address, std::uint16_t port, QObject *context,
                   api::Reply<bool> reply) override;
    Result<void> restart() override;

private:
    bool isOurs(std::uint16_t port) const;
    template <typename T>
    void ask(QObject *context, api::Reply<T> reply, std::function<Result<T>(RelayLoop &)> question);

    const Parts m_parts;
    std::atomic<bool> m_paused;
    pipeline::KnockSlot m_knocks;
};

} // namespace relay::service
