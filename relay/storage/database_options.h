// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <string>

namespace relay::storage {

enum class Synced { AtCommit, AtCheckpoint, Never }; // when what was committed survives a power failure

// Where the database is and how each connection to it is set, in the words of the settings. A value.
struct DatabaseOptions
{
    QString path;
    bool optimize = true; // off: SQLite's own values, whatever stands below, but for the busy timeout
    std::string journalMode = "WAL";
    std::string synchronous = "NORMAL";
    std::int64_t cacheSize = -64000; // negative: KiB, positive: pages
    std::int64_t mmapSizeBytes = 268435456;
    std::string tempStore = "MEMORY";
    int busyTimeoutMs = 5000;
    int walAutoCheckpointPages = 1000;
    bool foreignKeys = false;
    int pageSizeBytes = 4096;
    std::string autoVacuum = "INCREMENTAL";

    // What is really applied: these, or the values of an unoptimised database.
    DatabaseOptions effective() const;
    bool isWal() const; // else readers and the one who writes wait for each other's locks
    Synced synced() const;

    friend bool operator==(const DatabaseOptions &, const DatabaseOptions &) = default;
};

} // namespace relay::storage
