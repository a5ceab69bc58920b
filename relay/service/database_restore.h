// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/platform/secret_keeper.h"
#include "relay/storage/database_counters.h"
#include "relay/storage/database_options.h"

#include <QString>

namespace relay::service {

struct RestoreOutcome
{
    QString safetyCopy; // of what stood there before; empty: nothing did
    std::int64_t bytes = 0;
};

// Puts a backup in the database's place: from() only while no relay runs, and with the data directory
// claimed. What is staged in the journal must have been written before, as far as it could be: it is in the
// safety copy then. The backup is copied and judged first: whole, of a format that this program knows, sealed
// with this directory's key, and of this database. Until the last step nothing is changed. Reentrant.
class DatabaseRestore final
{
public:
    DatabaseRestore(storage::DatabaseOptions options, const QString &dataDir,
                    std::shared_ptr<platform::Keyring> keyring = {});

    Result<RestoreOutcome> from(const QString &file);
    // Whether it could take the database's place, which may be in use meanwhile: its size.
    Result<std::int64_t> examine(const QString &file);

private:
    Result<void> prepare(const QString &file, const QString &copy);
    Result<void> copyBackup(const QString &file, const QString &copy);
    Result<std::uint64_t> judged(const QString &copy); // the database's id
    Result<void> sameDatabase(std::uint64_t id);
    Result<QString> safetyCopy();
    Result<void> takePlace(const QString &copy);

    const storage::DatabaseOptions m_options; // of the database's place
    const QString m_dataDir;
    platform::SecretKeeper m_secrets;
    storage::DatabaseCounters m_counters;
};

} // namespace relay::service
