// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/contended_mutex.h"

#include "relay/platform/stack_unwinder.h"

#include <algorithm>
#include <utility>

namespace relay::profiling {

static std::int64_t nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

__attribute__((noinline)) void ContendedMutex::lockMeasured()
{
    // The stack is taken in the time that is waited anyway.
    const std::int64_t begin = nowNs();
    if (m_waiting.load() == 0)
        m_waitingSince.store(begin);
    m_waiting.fetch_add(1);
    Stack stack;
    const std::size_t frames = platform::currentStack(stack.data(), stack.size(), 1);
    m_mutex.lock();
    m_waiting.fetch_sub(1);
    m_waited = std::chrono::nanoseconds(nowNs() - begin);
    std::copy_n(stack.begin(), frames, m_waitedStack.begin());
    m_waitedFrames = frames;
}

__attribute__((noinline)) void ContendedMutex::unlockMeasured()
{
    const Stack waitedStack = m_waitedStack;
    const std::size_t waitedFrames = std::exchange(m_waitedFrames, 0);
    const std::chrono::nanoseconds waited = m_waited;
    const bool othersWait = m_waiting.load() > 0;
    const std::int64_t now = nowNs();
    const std::int64_t since = othersWait ? m_waitingSince.exchange(now) : now;
    m_mutex.unlock(); // from here on `this` may be gone

    if (waitedFrames > 0)
        contention::record(contention::Kind::Waited, {waitedStack.data(), waitedFrames}, waited);
    if (othersWait) {
        Stack stack;
        const std::size_t frames = platform::currentStack(stack.data(), stack.size(), 1);
        contention::record(contention::Kind::MadeWait, {stack.data(), frames},
                           std::chrono::nanoseconds(now - since));
    }
}

} // namespace relay::profiling
