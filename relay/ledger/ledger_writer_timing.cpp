// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/ledger_writer.h"
#include "relay/ledger/usage_codec.h"

#include <algorithm>

// When what nobody waits for is written, and how long the two threads sleep until then. Where batching is on,
// `ledger` looks and writes; where answers wait for the database, `writer`, which is awake for them anyway.
namespace relay::ledger {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShortest{1};
constexpr milliseconds kUntilWoken = std::chrono::hours{1};

milliseconds roundedUp(std::chrono::nanoseconds time)
{
    return std::max(std::chrono::ceil<milliseconds>(time), milliseconds(0));
}

milliseconds until(SteadyTime time)
{
    return roundedUp(time - std::chrono::steady_clock::now());
}

// A rest that is over, with all the wake-ups that came meanwhile.
void sleepOn(QSemaphore &wake, milliseconds atMost)
{
    if (!wake.tryAcquire(1, static_cast<int>(std::clamp<std::int64_t>(atMost.count(), 0, 3'600'000))))
        return;
    while (wake.tryAcquire()) {
    }
}

} // namespace

milliseconds LedgerWriter::untilRetry() const
{
    const std::chrono::nanoseconds at(m_retryAtNs.load());
    return at.count() == 0 ? milliseconds(0)
                           : roundedUp(at - std::chrono::steady_clock::now().time_since_epoch());
}

// ---- what is due

// Of `ledger`.
LedgerWriter::Look LedgerWriter::look()
{
    Look idle;
    idle.rest = kUntilWoken;
    if (m_paused.load() || answersWait())
        return idle;
    idle.rest = untilRetry();
    if (idle.rest.count() > 0)
        return idle;
    idle.rest = std::max(until(m_notBefore), kShortest);
    if (until(m_notBefore).count() > 0 || m_writerWants.load())
        return idle;
    const std::lock_guard turn(m_turn);
    return whatIsDue();
}

// Of `writer`, where answers wait.
void LedgerWriter::writeDue()
{
    if (!answersWait() || m_paused.load() || untilRetry().count() > 0)
        return;
    const SteadyTime now = std::chrono::steady_clock::now();
    if (!m_rowsThrough.load() && m_journal.rowsWaiting() >= m_batchRows.load())
        m_nextLook = std::min(m_nextLook, m_dueWrittenAt + kGap);
    if (now < m_nextLook)
        return;
    Look due;
    {
        const std::lock_guard turn(m_turn);
        due = whatIsDue();
    }
    m_nextLook = now + due.rest;
    if (!due.rows && !due.totals)
        return;
    BatchPlan plan;
    plan.rows = due.rows;
    plan.totals = due.totals;
    plan.until = due.until;
    m_dueWrittenAt = now;
    if (takeTurn(plan))
        m_nextLook = now; // there may be more
}

// In a turn.
LedgerWriter::Look LedgerWriter::whatIsDue()
{
    const milliseconds flush(std::max<std::int64_t>(m_flushMs.load(), kShortest.count()));
    const milliseconds totals(std::max<std::int64_t>(m_totalsMs.load(), kShortest.count()));
    m_journal.trim();
    const std::uint64_t rowsWaiting = m_journal.rowsWaiting();
    const bool full = !m_rowsThrough.load() && rowsWaiting >= m_batchRows.load();
    const milliseconds rowsAge = rowsWaiting > 0 ? ageOfOldest(m_journal.rows(), flush) : milliseconds(0);
    const milliseconds totalsAge =
        m_journal.totalsWaiting() > 0 ? ageOfOldest(m_journal.totals(), totals) : milliseconds(0);
    Look now;
    const bool replay = m_journal.written() < m_replayUntil;
    if (replay && answersWait())
        now.until = m_replayUntil;
    now.totals = replay || m_unsure || totalsAge >= totals;
    // Records that want no row have only to be passed: along with their totals.
    now.rows = replay || m_unsure || full || rowsAge >= flush || (now.totals && rowsWaiting == 0);
    now.rest = std::max(std::min(flush - rowsAge, totals - totalsAge), kShortest);
    now.wakeable = true;
    return now;
}

std::int64_t LedgerWriter::oldestStagedMs() const
{
    JournalCursor ahead = m_journal.rowsWaiting() > 0 ? m_journal.rows() : m_journal.totals();
    JournalEntry entry;
    Charge first;
    return m_journal.next(ahead, entry) && decodeCharge(entry.payload, first) ? first.createdAtMs : 0;
}

// By the wall clock, which may have been turned: what seems to come from the future has just come.
milliseconds LedgerWriter::ageOfOldest(const JournalCursor &cursor, milliseconds atMost) const
{
    JournalCursor ahead = cursor;
    JournalEntry entry;
    Charge first;
    if (!m_journal.next(ahead, entry) || !decodeCharge(entry.payload, first))
        return milliseconds(0);
    const std::int64_t age = m_clock.unixMs() - first.createdAtMs;
    return milliseconds(std::clamp<std::int64_t>(age, 0, atMost.count()));
}

// ---- rests

void LedgerWriter::restLedger(const Look &now)
{
    if (now.wakeable) {
        m_ledgerAsleep.store(true);
        if (m_journal.appended() > m_journal.written() && m_journal.rowsWaiting() >= m_batchRows.load()) {
            m_ledgerAsleep.store(false);
            return;
        }
    }
    sleepOn(m_ledgerWake, now.rest);
    m_ledgerAsleep.store(false);
}

// False: it is time to end, and nobody waits for an answer.
bool LedgerWriter::restWriter()
{
    const auto requested = [this] {
        const std::lock_guard lock(m_requestsMutex);
        return !m_requests.empty() || !m_works.empty() || !m_lookUps.empty() || !m_urgent.empty() ||
               m_ledgerAsks.load();
    };
    if (requested())
        return true;
    if (m_stopping.load())
        return false;
    const milliseconds retry = untilRetry();
    if (retry.count() > 0) { // append() must not wake it at each record meanwhile
        sleepOn(m_writerWake, retry);
        return true;
    }
    m_writerAsleep.store(true);
    if (m_journal.appended() == m_journal.written() || !overHalf())
        sleepOn(m_writerWake, answersWait() ? until(m_nextLook) : kUntilWoken);
    m_writerAsleep.store(false);
    return true;
}

} // namespace relay::ledger
