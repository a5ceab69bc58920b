// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/profiling_service.h"
#include "relay/profiling/profile.h"
#include "relay/service/work_thread.h"

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>

namespace relay::profiling {
class CpuCapture;
}

namespace relay::service {

// Takes profiles, one at a time, on a thread of its own: to name functions is to read files. Thread-safe, but
// for open() and close(): for the thread that made it.
class ProfilingDesk final : public api::ProfilingService
{
public:
    // Tells, later, what is served right now: text that threads' stacks go with.
    using LiveExchanges = std::function<void(std::function<void(std::string)>)>;

    // An object of the relay thread that outlives this (see reply_delivery.h).
    ProfilingDesk(QObject *relayRoot, LiveExchanges liveExchanges);
    ~ProfilingDesk(); // closes
    Q_DISABLE_COPY_MOVE(ProfilingDesk)

    void open();
    void close(); // what is under way ends
    // Whether allocations and waits for locks are noted from now on, for profiles to come.
    void observe(bool on);

    Id capture(api::ProfileRequest request, QObject *context, api::Reply<api::ProfileCapture> reply) override;
    void abandon(Id id) override;
    // Names of functions, on the thread that may read files.
    void symbols(std::vector<std::uint64_t> addresses, QObject *context,
                 api::Reply<std::vector<std::string>> reply);

private:
    void run(Id id, const api::ProfileRequest &request, std::string live,
             const api::Reply<api::ProfileCapture> &reply);
    Result<api::ProfileCapture> take(Id id, const api::ProfileRequest &request, const std::string &live);
    Result<profiling::Profile> takeCpu(Id id, std::chrono::milliseconds duration);
    bool end(Id id); // false: it was abandoned

    QObject *const m_relayRoot;
    const LiveExchanges m_liveExchanges;
    WorkThread m_thread{QStringLiteral("profiles")};

    std::mutex m_mutex; // guards these
    Id m_lastId = 0;
    Id m_current = 0; // 0: none is under way
    bool m_abandoned = false;
    bool m_observing = false;
    profiling::CpuCapture *m_cpu = nullptr;
};

} // namespace relay::service
