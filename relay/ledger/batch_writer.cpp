// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/batch_writer.h"

#include "relay/base/log.h"
#include "relay/ledger/usage_codec.h"
#include "relay/storage/reservation_table.h"
#include "relay/storage/transaction.h"
#include "relay/storage/watermark_writer.h"

#include <algorithm>
#include <map>
#include <span>

namespace relay::ledger {

namespace {

constexpr std::uint64_t kAtOnce = 64; // rows in one statement: some 100 us of work

bool wanted(const BatchPlan &plan, std::uint64_t taken)
{
    if (plan.yield && taken > 0 && taken % kAtOnce == 0 && plan.yield->load(std::memory_order_relaxed))
        return false;
    return taken < plan.mostRecords;
}

std::uint64_t left(const BatchPlan &plan, const JournalCursor &cursor)
{
    return plan.until > cursor.records ? plan.until - cursor.records : 0;
}

} // namespace

struct BatchWriter::Open
{
    explicit Open(std::unique_ptr<storage::Connection> opened)
        : connection(std::move(opened))
        , usage(*connection)
        , totals(*connection)
        , marks(*connection)
    {
    }

    std::unique_ptr<storage::Connection> connection;
    storage::UsageWriter usage;
    storage::TotalsWriter totals;
    storage::WatermarkWriter marks;
};

BatchWriter::BatchWriter(Journal &journal, storage::DatabaseOptions options,
                         storage::DatabaseCounters &counters)
    : m_journal(journal)
    , m_options(std::move(options))
    , m_counters(counters)
    , m_records(kAtOnce)
{
}

BatchWriter::~BatchWriter() = default;

void BatchWriter::close()
{
    m_open.reset();
    m_broken = false;
}

Result<void> BatchWriter::ensureOpen()
{
    if (isOpen())
        return {};
    close();
    Result<std::unique_ptr<storage::Connection>> connection =
        storage::Connection::open(m_options, storage::Role::Writer, m_counters);
    if (!connection)
        return connection.error();
    m_open = std::make_unique<Open>(std::move(*connection));
    return {};
}

Result<storage::Connection *> BatchWriter::connection()
{
    if (const Result<void> open = ensureOpen(); !open)
        return open.error();
    return m_open->connection.get();
}

Result<Written> BatchWriter::write(const BatchPlan &plan)
{
    m_journal.trim();
    if (m_journal.depth() == 0 && !plan.check && plan.endedReservations.empty())
        return Written();
    const Result<void> open = ensureOpen();
    if (!open)
        return open.error();
    return transact(plan);
}

Result<Written> BatchWriter::transact(const BatchPlan &plan)
{
    storage::Transaction transaction(*m_open->connection);
    if (!transaction.begun())
        return transaction.begun().error();
    if (plan.check) {
        const Result<storage::JournalWatermarks> marks = m_open->marks.watermarks();
        if (!marks)
            return marks.error();
        m_journal.passCommitted(*marks);
    }
    JournalCursor rowsCursor = m_journal.rows();
    JournalCursor totalsCursor = m_journal.totals();
    Written written;
    Result<void> done;
    if (plan.rows)
        done = takeRows(plan, rowsCursor, written.rows);
    if (done && plan.totals)
        done = takeTotals(plan, totalsCursor);
    for (const std::int64_t id : plan.endedReservations) {
        if (done)
            done = storage::ReservationTable(*m_open->connection).remove(id);
    }
    written.anything = rowsCursor.records > m_journal.rows().records ||
                       totalsCursor.records > m_journal.totals().records || !plan.endedReservations.empty();
    transaction.carries(static_cast<std::int64_t>(written.rows), 0);
    if (done)
        done = transaction.commit();
    if (!done)
        return done.error();
    m_journal.rowsDone(rowsCursor);
    m_journal.totalsDone(totalsCursor);
    return written;
}

Result<void> BatchWriter::takeRows(const BatchPlan &plan, JournalCursor &cursor, std::uint64_t &rows)
{
    std::uint64_t taken = 0;
    const auto begin = std::chrono::steady_clock::now();
    while (wanted(plan, taken)) {
        const std::uint64_t before = taken;
        const std::uint64_t atMost = std::min({kAtOnce, plan.mostRecords - taken, left(plan, cursor)});
        const std::size_t decoded = decodeRows(cursor, atMost, taken);
        if (taken == before)
            break;
        Result<void> inserted = m_open->usage.insert(std::span(m_records).first(decoded));
        if (!inserted)
            return inserted;
        rows += decoded;
    }
    m_counters.add(rows, std::chrono::steady_clock::now() - begin); // the rest counts itself
    return taken > 0 ? m_open->marks.setRows(cursor.sequence) : Result<void>();
}

// The next records that want a row, at the front of m_records. `taken` counts those as well that want none.
std::size_t BatchWriter::decodeRows(JournalCursor &cursor, std::uint64_t atMost, std::uint64_t &taken)
{
    std::size_t decoded = 0;
    JournalEntry entry;
    for (std::uint64_t i = 0; i < atMost && m_journal.next(cursor, entry); ++i, ++taken) {
        if (!entry.wantsRow)
            continue;
        model::UsageRecord &record = m_records[decoded];
        if (!decode(entry.payload, record)) {
            log::ledger().error("record {} of the journal cannot be read and is left out", entry.sequence);
            continue;
        }
        record.sequence = entry.sequence;
        ++decoded;
    }
    return decoded;
}

Result<void> BatchWriter::takeTotals(const BatchPlan &plan, JournalCursor &cursor)
{
    std::map<std::int64_t, std::int64_t> tokens;
    std::map<std::int64_t, std::int64_t> channels;
    JournalEntry entry;
    Charge charge;
    std::uint64_t taken = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (; wanted(plan, taken) && left(plan, cursor) > 0 && m_journal.next(cursor, entry); ++taken) {
        if (!decodeCharge(entry.payload, charge) || charge.quota <= 0)
            continue;
        const std::int64_t quota = std::min(charge.quota, model::kMostQuotaOfOne);
        tokens[charge.tokenId] += quota;
        channels[charge.channelId] += quota;
    }
    for (const auto &[id, quota] : tokens) {
        Result<void> charged = m_open->totals.chargeToken(id, quota);
        if (!charged)
            return charged;
    }
    for (const auto &[id, quota] : channels) {
        Result<void> charged = m_open->totals.chargeChannel(id, quota);
        if (!charged)
            return charged;
    }
    m_counters.add(tokens.size() + channels.size(), std::chrono::steady_clock::now() - begin);
    return taken > 0 ? m_open->marks.setTotals(cursor.sequence) : Result<void>();
}

Result<storage::CheckpointFigures> BatchWriter::checkpoint()
{
    const Result<void> open = ensureOpen();
    if (!open)
        return open.error();
    return m_open->connection->checkpoint("TRUNCATE");
}

} // namespace relay::ledger
