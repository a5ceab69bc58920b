// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace relay::metrics {

// A sum that one thread writes and any thread reads: a plain load and store, no locked instruction.
class Counter final
{
public:
    void add(std::uint64_t amount = 1)
    {
        m_value.store(m_value.load(std::memory_order_relaxed) + amount, std::memory_order_release);
    }
    void raiseTo(std::uint64_t value)
    {
        if (value > m_value.load(std::memory_order_relaxed))
            m_value.store(value, std::memory_order_release);
    }
    void subtract(std::uint64_t amount)
    {
        m_value.store(m_value.load(std::memory_order_relaxed) - amount, std::memory_order_release);
    }
    void reset() { m_value.store(0, std::memory_order_release); }
    std::uint64_t value() const { return m_value.load(std::memory_order_acquire); }

private:
    std::atomic<std::uint64_t> m_value = 0;
};

} // namespace relay::metrics
