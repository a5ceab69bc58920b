// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/storage/database_counters.h"
#include "relay/storage/database_options.h"

#include <QSqlDatabase>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

struct sqlite3;

namespace relay::storage {

enum class Role {
    Writer, // gets the cache setting whole
    Reader, // 2000 KiB of cache
};

// Name and value as the settings write them: journal_mode = WAL.
using PragmaValues = std::vector<std::pair<std::string, std::string>>;

struct CheckpointFigures
{
    bool busy = false;
    std::int64_t logFrames = 0; // -1: the database is not in WAL mode
    std::int64_t checkpointedFrames = 0;
};

// One connection to the database, with the PRAGMAs of its options applied. Only for the thread that opened
// it, which must also close it (QtSql's rule). What goes by the engine's own statements (Statement,
// Transaction, execute()) may be done on another one, while it alone has it. Reentrant.
class Connection final
{
public:
    // The counters must outlive the connection.
    static Result<std::unique_ptr<Connection>> open(const DatabaseOptions &options, Role role,
                                                    DatabaseCounters &counters);
    ~Connection();
    Q_DISABLE_COPY_MOVE(Connection)

    const QSqlDatabase &database() const { return m_database; }
    // Of the same SQLite library that QtSql loaded.
    sqlite3 *handle() const { return m_handle; }
    DatabaseCounters &counters() const { return m_counters; }
    const QString &path() const { return m_options.path; }
    Synced synced() const { return m_synced; }

    // One or several statements without parameters and without rows.
    Result<void> execute(const char *sql);
    // The first column of the first row of `PRAGMA name`.
    Result<std::string> pragma(const char *name);
    Result<std::string> journalMode(); // in the setting's words
    bool isInWal();                    // asked once: a switch opens all connections anew
    // All PRAGMAs of the options, read back from the engine.
    PragmaValues pragmas();
    // The lines that users look for in the log; once per start, for a writing connection.
    void announce();

    // From now on; not longer than its options say.
    void waitForLocks(std::chrono::milliseconds atMost);
    Result<CheckpointFigures> checkpoint(const char *mode); // PASSIVE FULL RESTART TRUNCATE
    // What the engine said last, for people; says what to do where that is known.
    Error lastError(const char *what) const;

private:
    Connection(QString name, const DatabaseOptions &options, DatabaseCounters &counters);
    Result<void> openDatabase();
    Result<void> applyPragmas(Role role);

    const QString m_name;
    const DatabaseOptions m_options;
    const Synced m_synced = m_options.synced();
    DatabaseCounters &m_counters;
    QSqlDatabase m_database;
    sqlite3 *m_handle = nullptr;
    std::optional<bool> m_inWal;
};

} // namespace relay::storage
