// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/runtime_probe.h"

#include <QFileInfo>

#include <algorithm>

namespace relay::service {

namespace {

constexpr std::chrono::seconds kRateSpan{10};
constexpr std::chrono::seconds kTimesSpan{60};
constexpr std::chrono::seconds kMomentSpacing{5}; // of those that are kept

double perSecond(std::uint64_t before, std::uint64_t now, double seconds)
{
    return seconds > 0 ? static_cast<double>(now - std::min(before, now)) / seconds : 0;
}

} // namespace

// The youngest that is at least so old; else the oldest there is.
const RuntimeProbe::Moment &RuntimeProbe::earlier(SteadyTime now, std::chrono::seconds span) const
{
    const auto found = std::find_if(m_moments.rbegin(), m_moments.rend(),
                                    [&](const Moment &moment) { return now - moment.at >= span; });
    return found == m_moments.rend() ? m_moments.front() : *found;
}

void RuntimeProbe::look(const storage::DatabaseCounters &counters, const QString &databasePath)
{
    const platform::ProcessFigures process = m_process();
    const Moment now{.at = m_clock.steady(),
                     .cpuUs = process.cpuUs,
                     .reads = counters.reads,
                     .writeTransactions = counters.writeTransactions,
                     .times = counters.times.counts()};
    if (m_moments.empty() || now.at - m_moments.back().at >= kMomentSpacing)
        m_moments.push_back(now);
    while (m_moments.size() > 1 && now.at - m_moments[1].at >= kTimesSpan)
        m_moments.pop_front();

    api::RuntimeFigures figures;
    figures.sampledAtMs = m_clock.unixMs();
    figures.rssBytes = process.rssBytes;
    figures.cpuUs = process.cpuUs;
    figures.threads = process.threads;
    figures.diskReadBytes = process.diskReadBytes;
    figures.diskWriteBytes = process.diskWriteBytes;
    figures.walBytes =
        static_cast<std::uint64_t>(QFileInfo(databasePath + QStringLiteral("-wal")).size()); // 0: none
    figures.databaseBytes = static_cast<std::uint64_t>(QFileInfo(databasePath).size());
    const Moment &recent = earlier(now.at, kRateSpan);
    const double seconds = std::chrono::duration<double>(now.at - recent.at).count();
    figures.cpuPercent = perSecond(recent.cpuUs, now.cpuUs, seconds) / 1e4;
    figures.dbReadsPerSecond = perSecond(recent.reads, now.reads, seconds);
    figures.dbWriteTransactionsPerSecond =
        perSecond(recent.writeTransactions, now.writeTransactions, seconds);
    const Moment &minute = earlier(now.at, kTimesSpan);
    figures.dbP50Us = storage::StatementTimes::percentileUs(minute.times, now.times, 0.50);
    figures.dbP99Us = storage::StatementTimes::percentileUs(minute.times, now.times, 0.99);
    const std::scoped_lock lock(m_mutex);
    m_last = figures;
}

void RuntimeProbe::fill(api::RuntimeFigures &figures) const
{
    const std::scoped_lock lock(m_mutex);
    figures.sampledAtMs = m_last.sampledAtMs;
    figures.rssBytes = m_last.rssBytes;
    figures.cpuUs = m_last.cpuUs;
    figures.cpuPercent = m_last.cpuPercent;
    figures.diskReadBytes = m_last.diskReadBytes;
    figures.diskWriteBytes = m_last.diskWriteBytes;
    figures.threads = m_last.threads;
    figures.walBytes = m_last.walBytes;
    figures.databaseBytes = m_last.databaseBytes;
    figures.dbReadsPerSecond = m_last.dbReadsPerSecond;
    figures.dbWriteTransactionsPerSecond = m_last.dbWriteTransactionsPerSecond;
    figures.dbP50Us = m_last.dbP50Us;
    figures.dbP99Us = m_last.dbP99Us;
}

} // namespace relay::service
