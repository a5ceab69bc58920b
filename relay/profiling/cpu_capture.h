// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/profiling/profile.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

QT_BEGIN_NAMESPACE
class QThread;
QT_END_NAMESPACE

namespace relay::platform {
class CpuSampler;
}

namespace relay::profiling {

struct CpuOptions
{
    std::chrono::milliseconds duration{30'000};
    int hz = 100;
};

// Samples where all threads of this process spend their processor time. One at a time; while none runs,
// nothing is installed. Works on a thread of its own, "profiler". Thread-safe.
class CpuCapture final
{
public:
    static constexpr int kMaxHz = 1000;
    static constexpr std::chrono::milliseconds kMaxDuration = std::chrono::hours(1);

    // Conflict: another one runs; BadRequest: options out of bounds; Unavailable: the system has no such
    // thing. `ready` is called once, on the capture's thread, when take() would not wait any more; not if the
    // capture is destroyed before (a client that is gone). It must not destroy the capture.
    static Result<std::unique_ptr<CpuCapture>> start(const CpuOptions &options,
                                                     std::function<void()> ready = {});
    ~CpuCapture();
    CpuCapture(const CpuCapture &) = delete;
    CpuCapture &operator=(const CpuCapture &) = delete;

    void stop();    // before its time; what was sampled stands. Does not wait
    Profile take(); // waits for the end; once

private:
    CpuCapture(const CpuOptions &options, std::function<void()> ready);
    void run(std::unique_ptr<platform::CpuSampler> sampler);

    const CpuOptions m_options;
    const std::function<void()> m_ready;
    std::mutex m_mutex; // guards the rest
    std::condition_variable m_changed;
    bool m_stopping = false;
    bool m_abandoned = false;
    bool m_isReady = false;
    Profile m_profile;
    std::unique_ptr<QThread> m_thread;
};

} // namespace relay::profiling
