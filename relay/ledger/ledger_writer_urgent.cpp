// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/ledger_writer.h"
#include "relay/storage/transaction.h"

#include <algorithm>
#include <exception>
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
    QString refused;
    Done done;
    {
        const std::lock_guard lock(m_requestsMutex);
        if (!m_accepting)
            refused = QStringLiteral("the ledger is closed");
        else if (m_paused.load()) // done later, without anybody who waits
            refused = QStringLiteral("the database is being switched");
        if (!refused.isEmpty())
            done = std::exchange(urgent.done, [](const Result<void> &) {});
        if (m_accepting)
            m_urgent.push_back(std::move(urgent));
    }
    if (!refused.isEmpty())
        done(Error{ErrorKind::Unavailable, refused});
    else
        m_writerWake.release();
}

void LedgerWriter::doUrgent(const std::vector<Urgent> &urgent)
{
    m_writerWants.store(true);
    for (const Urgent &one : urgent) {
        Result<void> outcome;
        if (untilRetry().count() > 0)
            outcome = Error{ErrorKind::Storage, QString::fromStdString(health().trouble)};
        else
            outcome = std::visit([&](const auto &what) { return write(what); }, one.what);
        if (!outcome)
            m_ledgerWake.release(); // it tries again, without anybody who waits
        one.done(outcome);
    }
    m_writerWants.store(false);
}

Result<void> LedgerWriter::write(WriteThrough record)
{
    // What nobody waits for (it was staged before a switch, or while the database was in trouble) goes first,
    // together. False: there is nothing more.
    const auto planned = [&](const JournalCursor &cursor, BatchPlan &plan) {
        const std::lock_guard turn(m_turn);
        JournalCursor ahead = cursor;
        JournalEntry entry;
        if (ahead.sequence >= record.sequence || !m_journal.next(ahead, entry) ||
            entry.sequence > record.sequence)
            return false;
        plan.mostRecords = std::clamp<std::uint64_t>(record.sequence - entry.sequence, 1, plan.mostRecords);
        return true;
    };
    Result<void> outcome;
    while (outcome && record.row) {
        BatchPlan plan;
        plan.totals = false;
        if (!planned(m_journal.rows(), plan))
            break;
        outcome = takeTurn(plan);
    }
    while (outcome && record.totals) {
        BatchPlan plan;
        plan.rows = m_journal.rowsWaiting() == 0; // records that want no row have to be passed
        if (!planned(m_journal.totals(), plan))
            break;
        if (plan.mostRecords == 1)
            plan.endedReservation = std::exchange(record.reservation, 0);
        outcome = takeTurn(plan);
    }
    if (record.reservation == 0)
        return outcome;
    const Result<void> ended = endReservation(record.reservation);
    return outcome ? ended : outcome;
}

Result<void> LedgerWriter::write(const storage::Reservation &reservation)
{
    return onConnection([&](storage::Connection &connection) {
        return storage::ReservationTable(connection).add(reservation);
    });
}

Result<void> LedgerWriter::endReservation(std::int64_t id)
{
    return onConnection(
        [&](storage::Connection &connection) { return storage::ReservationTable(connection).remove(id); });
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
