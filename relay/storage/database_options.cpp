// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/database_options.h"

namespace relay::storage {

DatabaseOptions DatabaseOptions::effective() const
{
    if (optimize)
        return *this;
    DatabaseOptions plain;
    plain.path = path;
    plain.optimize = false;
    plain.busyTimeoutMs = busyTimeoutMs;
    plain.journalMode = "DELETE";
    plain.synchronous = "FULL";
    plain.cacheSize = -2000; // SQLite's own defaults from here on
    plain.mmapSizeBytes = 0;
    plain.tempStore = "DEFAULT";
    plain.walAutoCheckpointPages = 1000;
    plain.foreignKeys = false;
    plain.pageSizeBytes = 4096;
    plain.autoVacuum = "NONE";
    return plain;
}

Synced DatabaseOptions::synced() const
{
    const DatabaseOptions real = effective();
    if (real.synchronous == "OFF")
        return Synced::Never;
    return real.journalMode == "WAL" && real.synchronous == "NORMAL" ? Synced::AtCheckpoint
                                                                     : Synced::AtCommit;
}

bool DatabaseOptions::isWal() const
{
    return effective().journalMode == "WAL";
}

} // namespace relay::storage
