// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relay::api {

using PragmaRows = std::vector<std::pair<std::string, std::string>>; // in the settings' words

// What has been answered or confirmed and would be gone if the power failed now. Nothing of it is lost when
// only the program ends.
struct PowerRisk
{
    std::int64_t stagedRows = 0;    // in the journal, not yet in the database
    std::int64_t unsyncedRows = 0;  // in the database's log, which has not been synced since
    std::int64_t unsyncedEdits = 0; // settings, tokens, channels: likewise
    std::int64_t oldestMs = 0;      // Unix: when the oldest of them came; 0: there is none
};

struct DatabaseSnapshot
{
    std::string path;
    std::int64_t fileBytes = 0;
    std::int64_t walBytes = 0;
    std::int64_t journalBytes = 0;     // the ledger's, whole
    std::int64_t journalUsedBytes = 0; // of it: records that are not yet in the database
    std::int64_t walFrames = 0;        // that no checkpoint has brought into the database yet
    std::int64_t lastCheckpointMs = 0; // Unix; 0: none by hand or by itself since the start
    std::size_t openConnections = 0;   // reading ones
    std::size_t idleConnections = 0;
    std::string sqliteVersion;
    PowerRisk atRisk;
    PragmaRows writer;
    std::vector<PragmaRows> readers;
};

enum class CheckpointMode { Passive, Full, Restart, Truncate };

// Of its name in any case; empty: Passive, as SQLite has it. BadRequest says what is allowed.
Result<CheckpointMode> checkpointMode(std::string_view name);

// What SQLite says of a checkpoint. Outside WAL: 0, -1, -1.
struct CheckpointResult
{
    int busy = 0;
    std::int64_t log = -1;
    std::int64_t checkpointed = -1;
    double elapsedMs = 0;
    std::string holder; // who kept it from finishing, as far as it is known; empty: nobody
};

struct IntegrityResult
{
    bool ok = false;
    std::vector<std::string> problems; // SQLite's words
    double elapsedMs = 0;
};

struct VacuumResult
{
    std::int64_t bytesBefore = 0;
    std::int64_t bytesAfter = 0;
    double elapsedMs = 0;
};

struct BackupResult
{
    std::string path;
    std::int64_t bytes = 0;
    double elapsedMs = 0;
};

// A backup that was examined and may take the database's place.
struct RestoreResult
{
    std::string file;
    std::int64_t bytes = 0;
};

struct BackupFile
{
    std::string path;
    std::int64_t bytes = 0;
    std::int64_t changedMs = 0; // Unix
};

// The database file and what can be done to it while the relay serves. Thread-safe.
class DatabaseService
{
public:
    virtual void database(QObject *context, Reply<DatabaseSnapshot> reply) = 0;
    virtual void checkpoint(CheckpointMode mode, QObject *context, Reply<CheckpointResult> reply) = 0;
    virtual void integrityCheck(QObject *context, Reply<IntegrityResult> reply) = 0;
    virtual void vacuum(QObject *context, Reply<VacuumResult> reply) = 0;
    virtual void backup(QObject *context, Reply<BackupResult> reply) = 0;
    // Breaks off those three, whether at work or waiting; each reply says so. Nothing of them is left.
    virtual void cancelLongWork() = 0;
    // How far the one at work is, 0 to 1; below 0: nothing tells, or there is none.
    virtual double longWorkShare() const = 0;
    virtual void backups(QObject *context, Reply<std::vector<BackupFile>> reply) = 0; // the newest first
    // `file`: a name out of backups(), or a path. Once the reply has come the program lets answers end, keeps
    // the database as it is as a safety copy, puts the backup in its place and begins anew with it: an event
    // says so, or why not. Unavailable: nobody can begin anew.
    virtual void restore(std::string file, QObject *context, Reply<RestoreResult> reply) = 0;

protected:
    ~DatabaseService() = default;
};

} // namespace relay::api
