// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/ledger_writer.h"

#include "relay/base/log.h"
#include "relay/ledger/usage_codec.h"
#include "relay/platform/thread_priority.h"

#include <algorithm>
#include <exception>

namespace relay::ledger {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kGap{20}; // between batches under load: rows share pages, and so system calls
constexpr milliseconds kFirstRetry{100};
constexpr milliseconds kLastRetry{5000};
constexpr milliseconds kShortest{1};
constexpr std::uint64_t kReliefRows = 2000; // some 3 ms of work: nobody's answer is late for it

milliseconds roundedUp(std::chrono::nanoseconds time)
{
    return std::max(std::chrono::ceil<milliseconds>(time), milliseconds(0));
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

LedgerWriter::LedgerWriter(Journal &journal, storage::DatabaseOptions database, const LedgerOptions &options,
                           storage::DatabaseCounters &counters, const Clock &clock)
    : m_journal(journal)
    , m_counters(counters)
    , m_clock(clock)
    , m_batchRows(std::max<std::uint64_t>(options.batchRows, 1))
    , m_flushMs(options.flushInterval.count())
    , m_totalsMs(options.totalsInterval.count())
    , m_keepRows(options.keepRows)
    , m_answersWait(options.answersWait)
    , m_database(std::move(database))
{
}

LedgerWriter::~LedgerWriter()
{
    stop();
}

void LedgerWriter::start()
{
    {
        const std::lock_guard lock(m_requestsMutex);
        m_accepting = true;
    }
    m_replayUntil = m_journal.appended();
    m_ledgerThread.reset(QThread::create([this] { runLedger(); }));
    m_ledgerThread->setObjectName(QStringLiteral("ledger"));
    m_writerThread.reset(QThread::create([this] { runWriter(); }));
    m_writerThread->setObjectName(QStringLiteral("writer"));
    m_ledgerThread->start();
    m_writerThread->start();
}

void LedgerWriter::stop()
{
    if (!m_ledgerThread)
        return;
    {
        const std::lock_guard lock(m_requestsMutex);
        m_accepting = false;
    }
    m_stopping.store(true);
    m_pauseChanged.notify_all();
    m_ledgerWake.release();
    m_writerWake.release();
    m_writerThread->wait();
    m_ledgerThread->wait();
    m_writerThread.reset();
    m_ledgerThread.reset();
}

void LedgerWriter::apply(const LedgerOptions &options)
{
    m_batchRows.store(std::max<std::uint64_t>(options.batchRows, 1));
    m_flushMs.store(options.flushInterval.count());
    m_totalsMs.store(options.totalsInterval.count());
    m_keepRows.store(options.keepRows);
    m_answersWait.store(options.answersWait);
    m_ledgerWake.release();
}

void LedgerWriter::pause()
{
    std::unique_lock lock(m_pauseMutex);
    m_paused.store(true);
    m_ledgerWake.release();
    m_writerWake.release();
    if (m_ledgerThread)
        m_pauseChanged.wait(lock, [this] { return m_resting == 2 || m_stopping.load(); });
}

void LedgerWriter::resume(const storage::DatabaseOptions &database)
{
    {
        const std::lock_guard lock(m_pauseMutex);
        m_database = database;
        m_paused.store(false);
    }
    m_pauseChanged.notify_all();
}

void LedgerWriter::obeyPause(BatchWriter &batch)
{
    if (!m_paused.load())
        return;
    std::unique_lock lock(m_pauseMutex);
    batch.close();
    ++m_resting;
    m_pauseChanged.notify_all();
    m_pauseChanged.wait(lock, [this] { return !m_paused.load() || m_stopping.load(); });
    --m_resting;
    batch.use(m_database);
}

// ---- the relay thread

Result<std::uint64_t> LedgerWriter::append(const model::UsageRecord &record)
{
    Result<std::uint64_t> sequence = m_journal.append(record, m_keepRows.load(std::memory_order_relaxed));
    // The sleeper says that it sleeps before it looks at the journal, we append before we look whether it
    // sleeps: one of us sees the other. It costs a system call only when it really slept.
    if (m_ledgerAsleep.load() && m_journal.rowsWaiting() >= m_batchRows.load(std::memory_order_relaxed) &&
        m_ledgerAsleep.exchange(false))
        m_ledgerWake.release();
    if (m_writerAsleep.load() && overHalf() && m_writerAsleep.exchange(false))
        m_writerWake.release();
    return sequence;
}

void LedgerWriter::flushNow(Done done)
{
    {
        const std::lock_guard lock(m_requestsMutex);
        if (m_accepting) {
            m_requests.push_back(std::move(done));
            done = nullptr;
        }
    }
    if (done)
        done(Error{ErrorKind::Unavailable, QStringLiteral("the ledger is closed")});
    else
        m_writerWake.release();
}

void LedgerWriter::withConnection(Work work)
{
    {
        const std::lock_guard lock(m_requestsMutex);
        if (m_accepting) {
            m_works.push_back(std::move(work));
            work = nullptr;
        }
    }
    if (work)
        work(Error{ErrorKind::Unavailable, QStringLiteral("the ledger is closed")});
    else
        m_writerWake.release();
}

// ---- the ledger thread

void LedgerWriter::runLedger()
{
    if (!platform::setBackgroundPriority())
        log::ledger().warn(
            "the system gives no background priority; the ledger is written at the ordinary one");
    BatchWriter batch(m_journal, m_database, m_counters);
    while (!m_stopping.load()) {
        obeyPause(batch);
        const Look now = look();
        if (now.rows || now.totals) {
            BatchPlan plan;
            plan.rows = now.rows;
            plan.totals = now.totals;
            plan.yield = &m_writerWants;
            m_notBefore = std::chrono::steady_clock::now() + kGap;
            if (m_answersWait.load() && m_journal.depth() > 0)
                flushNow([](const Result<void> &) {});
            else
                (void)!takeTurn(batch, plan); // failed() has told
        } else {
            restLedger(now);
        }
    }
}

LedgerWriter::Look LedgerWriter::look()
{
    const milliseconds retry = untilRetry();
    if (retry.count() > 0)
        return {false, false, retry, false};
    const milliseconds gap = roundedUp(m_notBefore - std::chrono::steady_clock::now());
    if (gap.count() > 0 || m_writerWants.load())
        return {false, false, std::max(gap, kShortest), false};
    const milliseconds flush(std::max<std::int64_t>(m_flushMs.load(), kShortest.count()));
    const milliseconds totals(std::max<std::int64_t>(m_totalsMs.load(), kShortest.count()));
    const std::lock_guard turn(m_turn);
    m_journal.trim();
    const std::uint64_t rowsWaiting = m_journal.rowsWaiting();
    const milliseconds rowsAge = rowsWaiting > 0 ? ageOfOldest(m_journal.rows(), flush) : milliseconds(0);
    const milliseconds totalsAge =
        m_journal.totalsWaiting() > 0 ? ageOfOldest(m_journal.totals(), totals) : milliseconds(0);
    Look now;
    const bool replay = m_journal.written() < m_replayUntil;
    now.totals = replay || totalsAge >= totals;
    // Records that want no row have only to be passed: along with their totals.
    now.rows = replay || m_unsure || rowsWaiting >= m_batchRows.load() || rowsAge >= flush ||
               (now.totals && rowsWaiting == 0);
    now.rest = std::max(std::min(flush - rowsAge, totals - totalsAge), kShortest);
    now.wakeable = true;
    return now;
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

// ---- the writer thread

void LedgerWriter::runWriter()
{
    BatchWriter batch(m_journal, m_database, m_counters);
    // A database that cannot be opened is told of with the first record.
    if (const Result<storage::Connection *> opened = batch.connection())
        (*opened)->announce();
    while (restWriter()) {
        if (m_paused.load())
            (void)!writeAll(batch); // the whole journal is room for what comes meanwhile
        obeyPause(batch);
        std::vector<Done> requests;
        std::vector<Work> works;
        std::vector<Urgent> urgent;
        {
            const std::lock_guard lock(m_requestsMutex);
            requests.swap(m_requests);
            works.swap(m_works);
            urgent.swap(m_urgent);
        }
        if (!urgent.empty())
            doUrgent(batch, urgent);
        if (!works.empty())
            doWorks(batch, works);
        if (requests.empty()) {
            relieve(batch);
            continue;
        }
        const Result<void> outcome = writeAll(batch);
        for (const Done &done : requests)
            done(outcome);
    }
    finish(batch);
}

// From half a journal on, where nobody lets `ledger` run: little at a time, as fast as it fills.
void LedgerWriter::relieve(BatchWriter &batch)
{
    m_writerWants.store(true); // `ledger` may hold the turn, and not be let run
    std::unique_lock turn(m_turn);
    m_journal.trim(); // a skipped lap looks like a full one
    const bool needed = overHalf();
    turn.unlock();
    if (needed) {
        BatchPlan plan;
        plan.mostRecords = std::max(kReliefRows, recordsOverHalf()); // all that came during the last commit
        (void)!takeTurn(batch, plan);                                // failed() has told
    }
    m_writerWants.store(false);
}

std::uint64_t LedgerWriter::recordsOverHalf() const
{
    const std::uint64_t used = std::max<std::uint64_t>(m_journal.usedBytes(), 1);
    const std::uint64_t half = m_journal.capacityBytes() / 2;
    return used > half ? m_journal.depth() * (used - half) / used : 0;
}

void LedgerWriter::doWorks(BatchWriter &batch, const std::vector<Work> &works)
{
    m_writerWants.store(true);
    const std::lock_guard turn(m_turn);
    m_writerWants.store(false);
    for (const Work &work : works) {
        try {
            work(batch.connection());
        } catch (const std::exception &thrown) {
            log::ledger().error("work on the database threw: {}", thrown.what());
        }
    }
}

// False: it is time to end, and nobody waits for an answer.
bool LedgerWriter::restWriter()
{
    const auto requested = [this] {
        const std::lock_guard lock(m_requestsMutex);
        return !m_requests.empty() || !m_works.empty() || !m_urgent.empty();
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
        m_writerWake.acquire();
    m_writerAsleep.store(false);
    return true;
}

Result<void> LedgerWriter::writeAll(BatchWriter &batch)
{
    if (untilRetry().count() > 0)
        return Error{ErrorKind::Storage, QString::fromStdString(health().trouble)};
    const std::uint64_t target = m_journal.appended();
    Result<void> outcome;
    m_writerWants.store(true);
    while (outcome && m_journal.written() < target)
        outcome = takeTurn(batch, BatchPlan());
    m_writerWants.store(false);
    return outcome;
}

void LedgerWriter::finish(BatchWriter &batch)
{
    m_retryAtNs.store(0); // one last try, whatever happened before
    Result<void> done = writeAll(batch);
    if (done)
        done = batch.checkpoint();
    if (!done)
        log::ledger().warn("{} records stay in the journal until the next start: {}", m_journal.depth(),
                           done.error().message.toStdString());
    batch.close();
}

// ---- both

Result<void> LedgerWriter::takeTurn(BatchWriter &batch, BatchPlan plan)
{
    const std::lock_guard turn(m_turn);
    plan.check = m_unsure;
    Result<std::uint64_t> rows = Error{};
    try {
        rows = batch.write(plan);
    } catch (const std::exception &thrown) {
        rows = Error{ErrorKind::Internal, QString::fromUtf8(thrown.what())};
    }
    m_unsure = !rows;
    if (!rows) {
        batch.close();
        failed(rows.error());
        return rows.error();
    }
    m_rowsWritten.fetch_add(*rows, std::memory_order_relaxed);
    m_batches.fetch_add(1, std::memory_order_relaxed);
    succeeded();
    return {};
}

milliseconds LedgerWriter::untilRetry() const
{
    const std::chrono::nanoseconds at(m_retryAtNs.load());
    return at.count() == 0 ? milliseconds(0)
                           : roundedUp(at - std::chrono::steady_clock::now().time_since_epoch());
}

void LedgerWriter::failed(const Error &error)
{
    const bool half = overHalf();
    const std::lock_guard lock(m_healthMutex);
    m_failures.fetch_add(1, std::memory_order_relaxed);
    const std::string text = error.message.toStdString();
    if (m_trouble.empty())
        log::ledger().error("the ledger cannot be written, records wait in the journal: {}", text);
    if (half && !m_halfReported)
        log::ledger().error(
            "the journal is half full ({} records wait), when it is full requests are refused: {}",
            m_journal.depth(), text);
    m_halfReported = m_halfReported || half;
    m_trouble = text.empty() ? std::string("the ledger cannot be written") : text;
    m_healthy.store(false);
    m_backoff = std::clamp(m_backoff * 2, kFirstRetry, kLastRetry);
    const auto retryAt = std::chrono::steady_clock::now() + m_backoff;
    m_retryAtNs.store(std::chrono::nanoseconds(retryAt.time_since_epoch()).count());
}

void LedgerWriter::succeeded()
{
    if (m_healthy.load())
        return;
    const std::lock_guard lock(m_healthMutex);
    log::ledger().info("the ledger is written again");
    m_trouble.clear();
    m_halfReported = false;
    m_backoff = milliseconds(0);
    m_retryAtNs.store(0);
    m_healthy.store(true);
}

LedgerHealth LedgerWriter::health() const
{
    if (m_healthy.load())
        return {};
    const std::lock_guard lock(m_healthMutex);
    return {m_trouble.empty(), m_trouble};
}

LedgerFigures LedgerWriter::figures() const
{
    LedgerFigures figures;
    figures.depth = m_journal.depth();
    figures.usedBytes = m_journal.usedBytes();
    figures.capacityBytes = m_journal.capacityBytes();
    figures.rowsWritten = m_rowsWritten.load(std::memory_order_relaxed);
    figures.batches = m_batches.load(std::memory_order_relaxed);
    figures.failures = m_failures.load(std::memory_order_relaxed);
    return figures;
}

} // namespace relay::ledger
