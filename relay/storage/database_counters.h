// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/storage/statement_times.h"
#include "relay/storage/sync_track.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace relay::storage {

// What all connections did, for the metrics. Thread-safe; never reset.
struct DatabaseCounters
{
    std::atomic<std::uint64_t> queries{0};
    std::atomic<std::uint64_t> nanoseconds{0}; // spent in those queries
    std::atomic<std::uint64_t> reads{0};       // of the queries, those that answer rows
    std::atomic<std::uint64_t> writeTransactions{0};
    StatementTimes times;
    std::atomic<std::uint64_t> locked{0}; // gave up waiting for another's lock
    SyncTrack unsynced;

    void add(std::uint64_t count, std::chrono::nanoseconds spent)
    {
        queries.fetch_add(count, std::memory_order_relaxed);
        nanoseconds.fetch_add(static_cast<std::uint64_t>(spent.count()), std::memory_order_relaxed);
        if (count > 0)
            times.add(count, spent / static_cast<std::int64_t>(count));
    }
};

} // namespace relay::storage
