// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace relay::service {

// What the local day has cost so far: what the ledger says of the time before this process, and what this
// process has priced since. A value. Reentrant.
class DaySpend final
{
public:
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
    void setBefore(double usd) { m_before = usd; }

    // `lifetimeUsd`: what this process has priced since it started. To be asked some times a minute: what
    // comes between midnight and the next question counts as before it.
    double spent(double lifetimeUsd, std::int64_t unixMs);

private:
    std::int64_t m_startedMs;
    std::optional<double> m_before;
    std::int64_t m_dayMs = 0; // midnight
    double m_lifetimeAtMidnight = 0;
};

// Unix ms of the local midnight before. Thread-safe.
std::int64_t localMidnight(std::int64_t unixMs);

} // namespace relay::service
