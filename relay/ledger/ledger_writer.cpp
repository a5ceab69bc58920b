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
constexpr milliseconds kLastPatience{1000}; // for another's lock, when the program ends
constexpr milliseconds kUntilWoken = std::chrono::hours{1};
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
    , m_batch(journal, database, counters)
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
    {
        const std::lock_guard lock(m_pauseMutex);
        m_stopping.store(true);
    }
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

// ---- the ledger thread

void LedgerWriter::runLedger()
{
    if (!platform::setBackgroundPriority())
        log::ledger().warn(
            "the system gives no background priority; the ledger is written at the ordinary one");
    while (!m_stopping.load()) {
        const Look now = look();
        if (now.rows || now.totals) {
            BatchPlan plan;
            plan.rows = now.rows;
            plan.totals = now.totals;
            plan.yield = &m_writerWants;
            m_notBefore = std::chrono::steady_clock::now() + kGap;
            if ((m_answersWait.load() && m_journal.depth() > 0) || !takeOwnTurn(plan))
                askWriter();
        } else {
            restLedger(now);
        }
    }
}

void LedgerWriter::askWriter()
{
    m_ledgerAsks.store(true);
    m_writerWake.release();
}

// False: `writer` is to do it, since the connection is to be opened, or something is wrong.
bool LedgerWriter::takeOwnTurn(const BatchPlan &plan)
{
    const std::lock_guard turn(m_turn);
    if (!m_healthy.load() || !m_batch.isOpen())
        return false;
    const Result<void> done = writeBatch(plan);
    if (!done)
        m_ledgerTrouble = done.error();
    return done.has_value();
}

LedgerWriter::Look LedgerWriter::look()
{
    if (m_paused.load())
        return {false, false, kUntilWoken, false};
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
    {
        // A database that cannot be opened is told of with the first record.
        const std::lock_guard turn(m_turn);
        if (const Result<storage::Connection *> opened = m_batch.connection())
            (*opened)->announce();
    }
    while (restWriter()) {
        doRequests();
        if (m_paused.load()) {
            doRequests();      // what was asked for before the pause began
            (void)!writeAll(); // the whole journal is room for what comes meanwhile
            obeyPause();
        }
    }
    finish();
}

void LedgerWriter::doRequests()
{
    const bool forLedger = m_ledgerAsks.exchange(false) && hearLedger();
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
        doUrgent(urgent);
    if (!works.empty())
        doWorks(works);
    if (requests.empty() && !forLedger) {
        relieve();
        return;
    }
    const Result<void> outcome = writeAll();
    for (const Done &done : requests)
        done(outcome);
}

// What `ledger` cannot do itself: open, and tell bad news, under a lock that others want. Whether to write in
// its place.
bool LedgerWriter::hearLedger()
{
    std::optional<Error> trouble;
    {
        const std::lock_guard turn(m_turn);
        trouble.swap(m_ledgerTrouble);
        if (!trouble && m_healthy.load() && !m_answersWait.load()) {
            const Result<storage::Connection *> opened = m_batch.connection();
            if (!opened)
                trouble = opened.error();
        }
    }
    if (trouble)
        failed(*trouble);
    return m_answersWait.load() || !m_healthy.load();
}

// From half a journal on, where nobody lets `ledger` run: little at a time, as fast as it fills.
void LedgerWriter::relieve()
{
    m_writerWants.store(true); // `ledger` may hold the turn, and not be let run
    std::unique_lock turn(m_turn);
    m_journal.trim(); // a skipped lap looks like a full one
    const bool needed = overHalf();
    turn.unlock();
    if (needed) {
        BatchPlan plan;
        plan.mostRecords = std::max(kReliefRows, recordsOverHalf()); // all that came during the last commit
        (void)!takeTurn(plan);                                       // failed() has told
    }
    m_writerWants.store(false);
}

bool LedgerWriter::isUnsure()
{
    const std::lock_guard turn(m_turn);
    return m_unsure;
}

std::uint64_t LedgerWriter::recordsOverHalf() const
{
    const std::uint64_t used = std::max<std::uint64_t>(m_journal.usedBytes(), 1);
    const std::uint64_t half = m_journal.capacityBytes() / 2;
    return used > half ? m_journal.depth() * (used - half) / used : 0;
}

void LedgerWriter::doWorks(const std::vector<Work> &works)
{
    m_writerWants.store(true);
    const std::lock_guard turn(m_turn);
    m_writerWants.store(false);
    for (const Work &work : works) {
        try {
            work(m_batch.connection());
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
        return !m_requests.empty() || !m_works.empty() || !m_urgent.empty() || m_ledgerAsks.load();
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

Result<void> LedgerWriter::writeAll()
{
    if (untilRetry().count() > 0)
        return Error{ErrorKind::Storage, QString::fromStdString(health().trouble)};
    const std::uint64_t target = m_journal.appended();
    Result<void> outcome;
    m_writerWants.store(true);
    while (outcome && (m_journal.written() < target || isUnsure()))
        outcome = takeTurn(BatchPlan());
    m_writerWants.store(false);
    return outcome;
}

void LedgerWriter::finish()
{
    m_retryAtNs.store(0); // one last try, whatever happened before
    {
        const std::lock_guard turn(m_turn);
        if (const Result<storage::Connection *> connection = m_batch.connection())
            (*connection)->waitForLocks(kLastPatience);
    }
    Result<void> done = writeAll();
    const std::lock_guard turn(m_turn);
    if (done)
        done = m_batch.checkpoint();
    if (!done)
        log::ledger().warn("{} records stay in the journal until the next start: {}", m_journal.depth(),
                           done.error().message.toStdString());
    m_batch.close();
}

Result<void> LedgerWriter::takeTurn(const BatchPlan &plan)
{
    Result<void> done;
    {
        const std::lock_guard turn(m_turn);
        done = writeBatch(plan);
    }
    if (done)
        succeeded();
    else
        failed(done.error());
    return done;
}

// ---- both, in their turns

Result<void> LedgerWriter::writeBatch(BatchPlan plan)
{
    plan.check = m_unsure;
    Result<std::uint64_t> rows = Error{};
    try {
        rows = m_batch.write(plan);
    } catch (const std::exception &thrown) {
        rows = Error{ErrorKind::Internal, QString::fromUtf8(thrown.what())};
    }
    m_unsure = !rows;
    if (!rows) {
        m_batch.giveUp();
        m_failures.fetch_add(1, std::memory_order_relaxed);
        return rows.error();
    }
    m_rowsWritten.fetch_add(*rows, std::memory_order_relaxed);
    m_batches.fetch_add(1, std::memory_order_relaxed);
    return {};
}

milliseconds LedgerWriter::untilRetry() const
{
    const std::chrono::nanoseconds at(m_retryAtNs.load());
    return at.count() == 0 ? milliseconds(0)
                           : roundedUp(at - std::chrono::steady_clock::now().time_since_epoch());
}

// On `writer` alone.
void LedgerWriter::failed(const Error &error)
{
    const bool half = overHalf();
    std::string text = error.message.toStdString();
    if (m_healthy.load())
        log::ledger().error("the ledger cannot be written, records wait in the journal: {}", text);
    if (half && !m_halfReported)
        log::ledger().error(
            "the journal is half full ({} records wait), when it is full requests are refused: {}",
            m_journal.depth(), text);
    m_halfReported = m_halfReported || half;
    if (text.empty())
        text = "the ledger cannot be written";
    {
        const std::lock_guard lock(m_healthMutex);
        m_trouble.swap(text);
    }
    m_healthy.store(false);
    m_backoff = std::clamp(m_backoff * 2, kFirstRetry, kLastRetry);
    const auto retryAt = std::chrono::steady_clock::now() + m_backoff;
    m_retryAtNs.store(std::chrono::nanoseconds(retryAt.time_since_epoch()).count());
}

void LedgerWriter::succeeded()
{
    if (m_healthy.load())
        return;
    log::ledger().info("the ledger is written again");
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
    return {false, m_trouble};
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
