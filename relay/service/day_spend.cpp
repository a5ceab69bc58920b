// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/day_spend.h"

#include <QDateTime>

namespace relay::service {

std::int64_t localMidnight(std::int64_t unixMs)
{
    return QDateTime::fromMSecsSinceEpoch(unixMs).date().startOfDay().toMSecsSinceEpoch();
}

std::optional<DaySpend::Period> DaySpend::wanted(std::int64_t unixMs) const
{
    const std::int64_t midnight = localMidnight(unixMs);
    if (m_before || midnight >= m_startedMs)
        return std::nullopt;
    return Period{midnight, m_startedMs};
}

double DaySpend::spent(double lifetimeUsd, std::int64_t unixMs)
{
    const std::int64_t midnight = localMidnight(unixMs);
    if (m_dayMs != 0 && midnight > m_dayMs)
        m_lifetimeAtMidnight = lifetimeUsd;
    m_dayMs = midnight;
    return lifetimeUsd - m_lifetimeAtMidnight + (midnight < m_startedMs ? m_before.value_or(0) : 0);
}

} // namespace relay::service
