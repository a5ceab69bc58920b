// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/profiling/contention.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

namespace relay::profiling {

// A std::mutex that tells relay::profiling::contention, while that is on, where threads wait for it and where
// they were made to wait. A lock that is free costs one load more than std::mutex. Nothing is written down
// while it is held. With a condition: std::condition_variable_any. Thread-safe.
class ContendedMutex final
{
public:
    ContendedMutex() = default;
    ContendedMutex(const ContendedMutex &) = delete;
    ContendedMutex &operator=(const ContendedMutex &) = delete;

    void lock()
    {
        if (m_mutex.try_lock())
            return;
        if (contention::isOn())
            lockMeasured();
        else
            m_mutex.lock();
    }

    bool try_lock() { return m_mutex.try_lock(); }

    void unlock()
    {
        if (m_waiting.load(std::memory_order_relaxed) == 0 && m_waitedFrames == 0)
            m_mutex.unlock();
        else
            unlockMeasured();
    }

private:
    static constexpr std::size_t kMaxFrames = 32;
    using Stack = std::array<std::uintptr_t, kMaxFrames>;

    void lockMeasured();
    void unlockMeasured();

    std::mutex m_mutex; // guards what the holder has to tell when it lets go:
    Stack m_waitedStack;
    std::size_t m_waitedFrames = 0; // 0: it did not wait
    std::chrono::nanoseconds m_waited{0};
    std::atomic<std::uint32_t> m_waiting{0};     // threads that wait measured
    std::atomic<std::int64_t> m_waitingSince{0}; // steady clock; begins anew at each holder
};

} // namespace relay::profiling
