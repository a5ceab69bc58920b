// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/ledger/ledger_writer.h"
#include "relay/storage/transaction.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

// What an answer waits for, where batching is off: on `writer`, one transaction after another. Such a record
// goes through the journal as well, so that a database in trouble, or one that is switched, costs nobody a
// record or an answer.
namespace relay::ledger {

void LedgerWriter::writeThrough(const WriteThrough &record, Done done)
{
    post({record, std::move(done)});
}

void LedgerWriter::reserve(const storage::Reservation &reservation, Done done)
{
    post({reservation, std::move(done)});
}

void LedgerWriter::post(Urgent urgent)
{
    const char *refused = nullptr;
    Done done;
    {
        const std::lock_guard lock(m_requestsMutex);
        if (!m_accepting)
            refused = QT_TRANSLATE_NOOP("Phrases", "the ledger is closed");
        else if (m_paused.load()) // done later, without anybody who waits
            refused = QT_TRANSLATE_NOOP("Phrases", "the database is being switched");
        if (refused)
            done = std::exchange(urgent.done, [](const Result<void> &) {});
        if (m_accepting)
            m_urgent.push_back(std::move(urgent));
    }
    if (refused)
        done(Error{ErrorKind::Unavailable, said(refused)});
    else
        m_writerWake.release();
}

void LedgerWriter::doUrgent(const std::vector<Urgent> &urgent)
{
    for (const Urgent &one : urgent) {
        doLookUps();
        m_writerWants.store(true);
        Result<void> outcome;
        if (untilRetry().count() > 0)
            outcome = std::visit([&](const auto &what) { return putOff(what); }, one.what);
        else
            outcome = std::visit([&](const auto &what) { return write(what); }, one.what);
        if (!outcome)
            m_ledgerWake.release(); // it tries again, without anybody who waits
        one.done(outcome);
    }
    m_writerWants.store(false);
}

// While the database is in trouble.
Error LedgerWriter::putOff(const WriteThrough &record)
{
    if (record.reservation != 0)
        m_ended.push_back(record.reservation);
    return {ErrorKind::Storage, said("%1", health().trouble)};
}

Error LedgerWriter::putOff(const storage::Reservation &) const
{
    return {ErrorKind::Storage, said("%1", health().trouble)};
}

Result<void> LedgerWriter::write(const WriteThrough &record)
{
    // What nobody waits for (it was staged before a switch, or while the database was in trouble) goes first,
    // together; then the record, alone. Nothing: it is written.
    bool alone = false;
    const auto next = [&](const JournalCursor &cursor) -> std::optional<BatchPlan> {
        const std::lock_guard turn(m_turn);
        JournalCursor ahead = cursor;
        JournalEntry entry;
        if (ahead.sequence >= record.sequence || !m_journal.next(ahead, entry) ||
            entry.sequence > record.sequence)
            return std::nullopt;
        alone = entry.sequence == record.sequence;
        BatchPlan plan;
        plan.mostRecords = alone ? 1 : std::min(plan.mostRecords, record.sequence - entry.sequence);
        return plan;
    };
    Result<void> outcome;
    while (outcome && record.row) {
        std::optional<BatchPlan> plan = next(m_journal.rows());
        if (!plan)
            break;
        plan->totals = false;
        outcome = takeTurn(*plan);
    }
    bool ended = record.reservation == 0;
    while (outcome && record.totals) {
        std::optional<BatchPlan> plan = next(m_journal.totals());
        if (!plan)
            break;
        plan->rows = m_journal.rowsWaiting() == 0; // records that want no row have to be passed
        if (alone && !std::exchange(ended, true))
            m_ended.push_back(record.reservation);
        outcome = takeTurn(*plan);
    }
    if (ended)
        return outcome;
    m_ended.push_back(record.reservation);
    return outcome ? endReservations() : outcome;
}

Result<void> LedgerWriter::write(const storage::Reservation &reservation)
{
    return onConnection([&](storage::Connection &connection) {
        return storage::ReservationTable(connection).add(reservation);
    });
}

// What fails goes with the next totals.
Result<void> LedgerWriter::endReservations()
{
    Result<void> outcome = onConnection([&](storage::Connection &connection) {
        Result<void> removed;
        for (const std::int64_t id : m_ended)
            removed = removed ? storage::ReservationTable(connection).remove(id) : removed;
        return removed;
    });
    if (outcome)
        m_ended.clear();
    return outcome;
}

// A transaction of its own that has nothing to do with the journal.
Result<void> LedgerWriter::onConnection(const std::function<Result<void>(storage::Connection &)> &work)
{
    const std::lock_guard turn(m_turn);
    Result<void> outcome;
    try {
        const Result<storage::Connection *> connection = m_batch.connection();
        if (connection) {
            storage::Transaction transaction(**connection);
            outcome = transaction.begun();
            if (outcome)
                outcome = work(**connection);
            if (outcome)
                outcome = transaction.commit();
        } else {
            outcome = connection.error();
        }
    } catch (const std::exception &thrown) { // QtSql allocates
        outcome = Error{ErrorKind::Internal, QString::fromUtf8(thrown.what())};
    }
    if (outcome) {
        m_batches.fetch_add(1, std::memory_order_relaxed);
        succeeded();
    } else {
        m_unsure = true; // so that it is tried again, whether or not something is staged
        m_batch.giveUp();
        m_failures.fetch_add(1, std::memory_order_relaxed);
        failed(outcome.error());
    }
    return outcome;
}

} // namespace relay::ledger
