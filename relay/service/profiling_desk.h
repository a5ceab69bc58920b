// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/profiling_service.h"
#include "relay/profiling/profile.h"
#include "relay/service/work_thread.h"

#include <QObject>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace relay::profiling {
class CpuCapture;
}

namespace relay::service {

// Takes profiles, one at a time, on a thread of its own: to name functions is to read files. Thread-safe, but
// for open() and close(): for the thread that made it.
class ProfilingDesk final : public api::ProfilingService
{
public:
    // Tells what is served right now: text that threads' stacks go with. It may never come: the relay may be
    // what hangs.
    using LiveExchanges = std::function<void(std::function<void(std::string)>)>;

    // An object of the relay thread that outlives this (see reply_delivery.h).
    ProfilingDesk(QObject *relayRoot, LiveExchanges liveExchanges);
    ~ProfilingDesk(); // closes
    Q_DISABLE_COPY_MOVE(ProfilingDesk)

    void open();
    void close(); // what is under way ends
    // Whether allocations and waits for locks are noted from now on, for profiles to come. Without it a
    // capture of them has them noted for its own time alone.
    void observe(bool on);

    Id capture(api::ProfileRequest request, QObject *context, api::Reply<api::ProfileCapture> reply) override;
    void abandon(Id id) override;
    // Names of functions, on the thread that may read files.
    void symbols(std::vector<std::uint64_t> addresses, QObject *context,
                 api::Reply<std::vector<std::string>> reply);

private:
    void run(Id id, const api::ProfileRequest &request, const api::Reply<api::ProfileCapture> &reply);
    Result<api::ProfileCapture> take(Id id, const api::ProfileRequest &request);
    Result<api::ProfileCapture> takeThreads();
    Result<profiling::Profile> takeSampled(Id id, const api::ProfileRequest &request);
    std::optional<std::string> liveExchanges();
    void sample(bool &wanted, bool on);
    Result<profiling::Profile> takeCpu(Id id, std::chrono::milliseconds duration);
    bool end(Id id); // false: it was abandoned

    QObject *const m_relayRoot;
    const LiveExchanges m_liveExchanges;
    WorkThread m_thread{QStringLiteral("profiles")};

    std::mutex m_samplingMutex; // guards these; sampling goes on while one of them holds
    bool m_observing = false;
    bool m_capturing = false;

    std::mutex m_mutex; // guards these
    std::condition_variable m_abandonedNow;
    Id m_lastId = 0;
    Id m_current = 0; // 0: none is under way
    bool m_abandoned = false;
    profiling::CpuCapture *m_cpu = nullptr;
};

} // namespace relay::service
