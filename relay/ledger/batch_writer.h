// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/ledger/journal.h"
#include "relay/model/usage_record.h"
#include "relay/storage/connection.h"
#include "relay/storage/totals_writer.h"
#include "relay/storage/usage_writer.h"

#include <atomic>
#include <memory>
#include <vector>

namespace relay::ledger {

// What one transaction is to take from the journal.
struct BatchPlan
{
    bool rows = true;
    bool totals = true;
    bool check = false; // the last commit's outcome is not known: ask the database first
    std::uint64_t mostRecords = 20'000;
    std::int64_t endedReservation = 0;        // goes with what is written; 0: none
    const std::atomic<bool> *yield = nullptr; // set: somebody waits, so commit what there is
};

// Moves records from the journal into the database, one transaction at a time, through a connection of its
// own. Rows and totals are committed together with their watermarks. In turns: one thread opens and closes,
// and may do all; another only writes, while it is open (statements of the engine's own, without QtSql).
class BatchWriter final
{
public:
    BatchWriter(Journal &journal, storage::DatabaseOptions options, storage::DatabaseCounters &counters);
    ~BatchWriter();
    Q_DISABLE_COPY_MOVE(BatchWriter)

    // The rows written. After an error nothing has changed, or a commit's outcome is unknown (see check).
    Result<std::uint64_t> write(const BatchPlan &plan);
    Result<void> checkpoint();
    Result<storage::Connection *> connection(); // opens; until close()
    // The next write opens again.
    void close();
    bool isOpen() const { return m_open && !m_broken; }
    // It failed: to be closed by who opens. On any thread.
    void giveUp() { m_broken = true; }
    void use(storage::DatabaseOptions options) { m_options = std::move(options); } // while closed

private:
    struct Open;
    Result<void> ensureOpen();
    Result<std::uint64_t> transact(const BatchPlan &plan);
    Result<void> takeRows(const BatchPlan &plan, JournalCursor &cursor, std::uint64_t &rows);
    std::size_t decodeRows(JournalCursor &cursor, std::uint64_t atMost, std::uint64_t &taken);
    Result<void> takeTotals(const BatchPlan &plan, JournalCursor &cursor);

    Journal &m_journal;
    storage::DatabaseOptions m_options;
    storage::DatabaseCounters &m_counters;
    std::unique_ptr<Open> m_open;
    bool m_broken = false;
    std::vector<model::UsageRecord> m_records; // reused: keep their memory
};

} // namespace relay::ledger
