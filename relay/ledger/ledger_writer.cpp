// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/ledger_writer.h"

#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/ledger/usage_codec.h"
#include "relay/platform/thread_priority.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace relay::ledger {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstRetry{100};
constexpr milliseconds kLastRetry{5000};
constexpr milliseconds kLastPatience{1000}; // for another's lock, when the program ends
constexpr std::uint64_t kReliefRows = 2000; // some 3 ms of work: nobody's answer is late for it

void run(const LedgerWriter::Work &work, const Result<storage::Connection *> &connection)
{
    try {
        work(connection);
    } catch (const std::exception &thrown) {
        log::ledger().error("work on the database threw: {}", thrown.what());
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
    , m_rowsThrough(options.rowsThrough)
    , m_totalsThrough(options.totalsThrough)
    , m_readersMeetLocks(!database.isWal())
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
    m_rowsThrough.store(options.rowsThrough);
    m_totalsThrough.store(options.totalsThrough);
    m_ledgerWake.release(); // whose it is now to write what is due
    m_writerWake.release();
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
            plan.until = now.until;
            plan.yield = &m_writerWants;
            m_notBefore = std::chrono::steady_clock::now() + kGap;
            if (!takeOwnTurn(plan))
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
            doRequests();                          // what was asked for before the pause began
            (void)!writeAll(m_journal.appended()); // the whole journal is room for what comes meanwhile
            obeyPause();
        }
    }
    finish();
}

void LedgerWriter::doRequests()
{
    doLookUps();
    const bool forLedger = m_ledgerAsks.exchange(false) && hearLedger();
    std::vector<Done> requests;
    std::vector<Work> works;
    std::vector<Urgent> urgent;
    std::uint64_t staged = 0; // what comes later may be urgent itself
    {
        const std::lock_guard lock(m_requestsMutex);
        staged = m_journal.appended();
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
        writeDue();
        return;
    }
    const Result<void> outcome = writeAll(staged);
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
        if (!trouble && m_healthy.load() && !answersWait()) {
            const Result<storage::Connection *> opened = m_batch.connection();
            if (!opened)
                trouble = opened.error();
        }
    }
    if (trouble)
        failed(*trouble);
    return !m_healthy.load();
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
    for (const Work &work : works)
        run(work, m_batch.connection());
}

void LedgerWriter::doLookUps()
{
    std::vector<Work> lookUps;
    {
        const std::lock_guard lock(m_requestsMutex);
        lookUps.swap(m_lookUps);
    }
    if (lookUps.empty())
        return;
    m_writerWants.store(true);
    const std::lock_guard turn(m_turn);
    m_writerWants.store(false);
    const Result<storage::Connection *> connection = m_batch.connection();
    const auto until = std::chrono::steady_clock::now() + kLookUpPatience; // all of them together
    for (const Work &work : lookUps) {
        const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
        if (connection)
            (*connection)->waitForLocks(std::max(left, milliseconds(0)));
        run(work, connection);
    }
    if (connection)
        (*connection)->waitForLocks(milliseconds::max());
}

Result<void> LedgerWriter::writeAll(std::uint64_t target)
{
    if (untilRetry().count() > 0)
        return Error{ErrorKind::Storage, said("%1", health().trouble)};
    Result<void> outcome;
    m_writerWants.store(true);
    BatchPlan plan;
    plan.until = target;
    while (outcome && (m_journal.written() < target || isUnsure()))
        outcome = takeTurn(plan);
    m_writerWants.store(false);
    return outcome;
}

void LedgerWriter::finish()
{
    m_retryAtNs.store(0); // one last try, whatever happened before
    {
        const std::lock_guard turn(m_turn);
        m_ledgerTrouble.reset();
        if (const Result<storage::Connection *> connection = m_batch.connection())
            (*connection)->waitForLocks(kLastPatience);
    }
    const Result<void> done = writeAll(m_journal.appended());
    const std::lock_guard turn(m_turn);
    if (done) {
        const Result<storage::CheckpointFigures> emptied = m_batch.checkpoint();
        if (!emptied || emptied->busy)
            log::ledger().warn(
                "the write-ahead log stays beside the database, with what it has not got yet: {}",
                emptied ? "another program reads from it" : emptied.error().message.toStdString());
    } else {
        log::ledger().warn("{} records stay in the journal until the next start: {}", m_journal.depth(),
                           done.error().message.toStdString());
    }
    m_batch.close();
}

Result<void> LedgerWriter::takeTurn(BatchPlan plan)
{
    if (plan.totals)
        plan.endedReservations = m_ended;
    Result<void> done;
    {
        const std::lock_guard turn(m_turn);
        // Where `ledger` has just waited for a lock in vain, nobody waits as long again.
        const std::optional<Error> trouble = std::exchange(m_ledgerTrouble, std::nullopt);
        done = trouble ? Result<void>(*trouble) : writeBatch(plan);
    }
    if (done && plan.totals)
        m_ended.clear();
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
    Result<Written> written = Error{};
    try {
        written = m_batch.write(plan);
    } catch (const std::exception &thrown) {
        written = Error{ErrorKind::Internal, QString::fromUtf8(thrown.what())};
    }
    m_unsure = !written;
    if (!written) {
        m_batch.giveUp();
        m_failures.fetch_add(1, std::memory_order_relaxed);
        return written.error();
    }
    m_rowsWritten.fetch_add(written->rows, std::memory_order_relaxed);
    if (written->anything)
        m_batches.fetch_add(1, std::memory_order_relaxed);
    return {};
}

// On `writer` alone.
void LedgerWriter::failed(const Error &error)
{
    const bool half = overHalf();
    const std::string text = error.message.toStdString();
    if (m_healthy.load())
        log::ledger().error("the ledger cannot be written, records wait in the journal: {}", text);
    if (half && !m_halfReported)
        log::ledger().error(
            "the journal is half full ({} records wait), when it is full requests are refused: {}",
            m_journal.depth(), text);
    m_halfReported = m_halfReported || half;
    {
        const std::lock_guard lock(m_healthMutex);
        m_trouble = text.empty() ? Saying(said(QT_TRANSLATE_NOOP("Phrases", "the ledger cannot be written")))
                                 : Saying(error);
    }
    m_healthy.store(false);
    m_backoff = std::clamp(m_backoff * 2, kFirstRetry, kLastRetry);
    const auto retryAt = std::chrono::steady_clock::now() + m_backoff;
    m_retryAtNs.store(std::chrono::nanoseconds(retryAt.time_since_epoch()).count());
    m_nextLook = retryAt;
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
