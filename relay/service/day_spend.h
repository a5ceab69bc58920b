// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/metrics/relay_metrics.h"

#include <cstdint>
#include <mutex>
#include <optional>

namespace relay::storage {
class Connection;
}

namespace relay::service {

// What the local day has brought so far, by channel: what the ledger says of the time before this process,
// asked once, and what this process has counted since. Thread-safe.
class DaySpend final
{
public:
    using Sums = metrics::ChannelSums;
    struct Period // Unix ms, end exclusive
    {
        std::int64_t startMs = 0;
        std::int64_t endMs = 0;
    };

    explicit DaySpend(std::int64_t startedMs)
        : m_startedMs(startedMs)
    {
    }

    // What to ask the ledger for; none: nothing, or it has answered.
    std::optional<Period> wanted(std::int64_t unixMs) const;
    void setBefore(Sums sums);

    // `lifetime`: what this process has counted since it started. To be asked some times a minute: what comes
    // between midnight and the next question counts as before it.
    Sums today(const Sums &lifetime, std::int64_t unixMs);

private:
    const std::int64_t m_startedMs;
    mutable std::mutex m_mutex; // guards the rest
    std::optional<Sums> m_before;
    std::int64_t m_dayMs = 0; // midnight
    Sums m_atMidnight;
};

double dollarsOf(const DaySpend::Sums &sums);

// Of the ledger's rows. On the connection's thread.
Result<DaySpend::Sums> spentIn(storage::Connection &connection, const DaySpend::Period &period);

// Unix ms of the local midnight before. Thread-safe.
std::int64_t localMidnight(std::int64_t unixMs);

} // namespace relay::service
