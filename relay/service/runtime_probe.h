// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/base/clock.h"
#include "relay/platform/process_figures.h"
#include "relay/storage/database_counters.h"

#include <QString>

#include <deque>
#include <mutex>

namespace relay::service {

// What the process costs the machine and how fast its database works, as last looked at. To look reads files
// of the system and of the database's folder. look() is for one thread at a time; fill() is thread-safe.
class RuntimeProbe final
{
public:
    using Process = platform::ProcessFigures (*)();

    explicit RuntimeProbe(const Clock &clock = Clock::system(), Process process = &platform::processFigures)
        : m_clock(clock)
        , m_process(process)
    {
    }

    void look(const storage::DatabaseCounters &counters, const QString &databasePath);
    void fill(api::RuntimeFigures &figures) const;

private:
    struct Moment
    {
        SteadyTime at;
        std::uint64_t cpuUs = 0;
        std::uint64_t reads = 0;
        std::uint64_t writeTransactions = 0;
        storage::StatementTimes::Counts times{};
    };

    const Moment &earlier(SteadyTime now, std::chrono::seconds span) const;

    const Clock &m_clock;
    const Process m_process;
    std::deque<Moment> m_moments; // the oldest first, kept for a minute
    mutable std::mutex m_mutex;   // guards m_last
    api::RuntimeFigures m_last;   // what fill() copies of it
};

} // namespace relay::service
