// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/day_spend.h"

#include "relay/storage/usage_spend.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace relay::service {

std::int64_t localMidnight(std::int64_t unixMs)
{
    return QDateTime::fromMSecsSinceEpoch(unixMs).date().startOfDay().toMSecsSinceEpoch();
}

double dollarsOf(const DaySpend::Sums &sums)
{
    double dollars = 0;
    for (const auto &[channel, sum] : sums)
        dollars += sum.costUsd;
    return dollars;
}

Result<DaySpend::Sums> spentIn(storage::Connection &connection, const DaySpend::Period &period)
{
    api::SpendQuery query;
    query.startMs = period.startMs;
    query.endMs = period.endMs;
    query.by = {api::SpendBy::Channel};
    const Result<std::vector<api::SpendRow>> rows = storage::UsageSpend(connection).rows(query);
    if (!rows)
        return rows.error();
    DaySpend::Sums sums;
    for (const api::SpendRow &row : *rows) {
        if (row.channelId == 0)
            continue; // refused requests: as RelayMetrics counts them
        metrics::ChannelSum &sum = sums[row.channelId];
        sum.requests += static_cast<std::uint64_t>(row.sums.requests);
        sum.costUsd += row.sums.costUsd;
    }
    return sums;
}

std::optional<DaySpend::Period> DaySpend::wanted(std::int64_t unixMs) const
{
    const std::int64_t midnight = localMidnight(unixMs);
    const std::lock_guard lock(m_mutex);
    if (m_before || midnight >= m_startedMs)
        return std::nullopt;
    return Period{midnight, m_startedMs};
}

void DaySpend::setBefore(Sums sums)
{
    const std::lock_guard lock(m_mutex);
    m_before = std::move(sums);
}

DaySpend::Sums DaySpend::today(const Sums &lifetime, std::int64_t unixMs)
{
    const std::int64_t midnight = localMidnight(unixMs);
    const std::lock_guard lock(m_mutex);
    if (m_dayMs != 0 && midnight > m_dayMs)
        m_atMidnight = lifetime;
    m_dayMs = std::max(m_dayMs, midnight); // who asked just before midnight may come late
    Sums today = m_before && m_dayMs < m_startedMs ? *m_before : Sums();
    for (const auto &[channel, sum] : lifetime) {
        const auto before = m_atMidnight.find(channel);
        const metrics::ChannelSum start =
            before == m_atMidnight.end() ? metrics::ChannelSum() : before->second;
        if (sum.requests <= start.requests)
            continue;
        metrics::ChannelSum &total = today[channel];
        total.requests += sum.requests - start.requests;
        total.costUsd += sum.costUsd - start.costUsd;
    }
    return today;
}

} // namespace relay::service
