// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/ledger/journal.h"
#include "relay/model/usage_record.h"
#include "relay/storage/connection.h"
#include "relay/storage/totals_writer.h"
#include "relay/storage/usage_writer.h"

#include <atomic>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace relay::ledger {

// What one transaction is to take from the journal.
struct BatchPlan
{
    bool rows = true;
    bool totals = true;
    bool check = false; // the last commit's outcome is not known: ask the database first
    std::uint64_t mostRecords = 20'000;
    std::uint64_t until = kAll; // and none behind this one, counted as JournalCursor does
    std::span<const std::int64_t> endedReservations; // go with what is written
    const std::atomic<bool> *yield = nullptr;        // set: somebody waits, so commit what there is

    static constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();
};

struct Written
{
    std::uint64_t rows = 0;
    bool anything = false; // false: there was no transaction, or an empty one
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

    // After an error nothing has changed, or a commit's outcome is unknown (see check).
    Result<Written> write(const BatchPlan &plan);
    Result<storage::CheckpointFigures> checkpoint();
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
    Result<Written> transact(const BatchPlan &plan);
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
