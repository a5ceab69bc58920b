// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

namespace relay::metrics {

// Lets readers notice that the one writer moved figures about while they were looking, and look again:
// a sequence lock without fences. Between beginChange() and endChange() the writer stores with release,
// readers load with acquire. Written by one thread; read() is thread-safe.
class ChangeEpoch final
{
public:
    void beginChange()
    {
        m_value.store(m_value.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    void endChange()
    {
        m_value.store(m_value.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }

    // Calls `look` until nothing was moved meanwhile; it starts afresh each time.
    template <typename Look>
    void read(Look look) const
    {
        for (;;) {
            const std::uint64_t before = m_value.load(std::memory_order_acquire);
            if ((before & 1) == 0) {
                look();
                if (m_value.load(std::memory_order_relaxed) == before)
                    return;
            }
            std::this_thread::yield();
        }
    }

private:
    std::atomic<std::uint64_t> m_value = 0; // odd: a change is going on
};

} // namespace relay::metrics
