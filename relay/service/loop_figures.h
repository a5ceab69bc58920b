// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace relay::service {

// What other threads may read of the loop's state: written on relay some times a second. Thread-safe.
class LoopFigures final
{
public:
    static constexpr std::chrono::seconds kTick{1};

    std::atomic<std::uint32_t> clientConnections{0};
    std::atomic<std::uint32_t> upstreamConnections{0};
    std::atomic<std::uint32_t> upstreamIdle{0};
    std::atomic<std::uint32_t> upstreamWaiting{0};
    std::atomic<std::uint32_t> liveExchanges{0};
    std::atomic<std::uint64_t> refusalsWithoutRow{0};
    std::atomic<std::int64_t> lagNs{0};
    std::atomic<std::uint16_t> profilingPort{0}; // 0: closed

    void ticked(SteadyTime now, Nanos worstLag); // on relay, each kTick: the worst since the last call
    // The worst of the second before the last tick, or how long the next one is overdue: a loop that stands
    // still writes nothing.
    Nanos worstLag(SteadyTime now) const;
    // The worst since the last call. For one thread.
    Nanos takePeakLag(SteadyTime now);

private:
    Nanos overdue(SteadyTime now) const;

    std::atomic<std::int64_t> m_tickedAtNs{0}; // steady; 0: not yet
    std::atomic<std::int64_t> m_worstLagNs{0};
    std::atomic<std::int64_t> m_peakLagNs{0}; // since takePeakLag()
};

} // namespace relay::service
