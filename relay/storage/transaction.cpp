// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/transaction.h"

#include "relay/storage/connection.h"
#include "relay/storage/wal_frames.h"

#include <sqlite3.h>

namespace relay::storage {

Transaction::Transaction(Connection &connection)
    : m_connection(connection)
    , m_begun(connection.execute("BEGIN IMMEDIATE"))
{
}

Transaction::~Transaction()
{
    // After some errors the engine has rolled back by itself.
    if (m_begun && sqlite3_get_autocommit(m_connection.handle()) == 0)
        (void)!m_connection.execute("ROLLBACK");
}

Result<void> Transaction::commit()
{
    Result<void> done = m_connection.execute("COMMIT");
    if (!done)
        return done;
    m_connection.counters().writeTransactions.fetch_add(1, std::memory_order_relaxed);
    SyncTrack &unsynced = m_connection.counters().unsynced;
    unsynced.committed(m_rows, m_edits);
    const SyncTrack::Mark mark = unsynced.mark();
    // SQLite's own checkpoints run within a commit.
    const bool safe = m_connection.synced() == Synced::AtCommit ||
                      (m_connection.synced() == Synced::AtCheckpoint && isCheckpointed(m_connection));
    if (safe)
        unsynced.synced(mark);
    return done;
}

} // namespace relay::storage
