// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/platform/stack_catcher.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

namespace relay::platform {

// Copies the stack of every thread `hz` times in a second of that thread's own processor time: a timer per
// thread, so that each is charged exactly; sleeping threads cost nothing. One at a time. Lives on the thread
// that starts it.
class CpuSampler final
{
public:
    static Result<std::unique_ptr<CpuSampler>> start(int hz); // Conflict: another one runs
    ~CpuSampler();                                            // no timer, no handler is left
    CpuSampler(const CpuSampler &) = delete;
    CpuSampler &operator=(const CpuSampler &) = delete;

    void followThreads(); // new threads get a timer, those of ended ones are freed
    void drain(const std::function<void(const StackImage &)> &use);
    void stopTimers(); // what was taken can still be drained
    std::uint64_t lost() const;

private:
    CpuSampler(int hz, std::unique_ptr<StackCatcher> catcher);

    int m_hz;
    std::unique_ptr<StackCatcher> m_catcher;
    std::map<std::int64_t, void *> m_timers; // by thread; the system's handle
};

} // namespace relay::platform
