// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/loop_figures.h"

#include <algorithm>

namespace relay::service {

namespace {

constexpr std::chrono::milliseconds kOwnLate{100}; // a coarse timer comes up to a twentieth late

} // namespace

void LoopFigures::ticked(SteadyTime now, Nanos worstLag)
{
    m_worstLagNs = worstLag.count();
    m_tickedAtNs = Nanos(now.time_since_epoch()).count();
    std::int64_t peak = m_peakLagNs;
    while (peak < worstLag.count() && !m_peakLagNs.compare_exchange_weak(peak, worstLag.count())) {
    }
}

Nanos LoopFigures::overdue(SteadyTime now) const
{
    const std::int64_t last = m_tickedAtNs;
    if (last == 0)
        return Nanos{0};
    const Nanos late = now.time_since_epoch() - Nanos(last) - kTick;
    return late > kOwnLate ? late : Nanos{0};
}

Nanos LoopFigures::worstLag(SteadyTime now) const
{
    return std::max(Nanos(m_worstLagNs), overdue(now));
}

Nanos LoopFigures::takePeakLag(SteadyTime now)
{
    return std::max(Nanos(m_peakLagNs.exchange(0)), overdue(now));
}

} // namespace relay::service
