// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/database_desk.h"

#include "relay/base/phrase.h"
#include "relay/service/long_work.h"
#include "relay/service/reply_delivery.h"
#include "relay/storage/lock_report.h"
#include "relay/storage/query.h"
#include "relay/storage/wal_frames.h"

#include <sqlite3.h>

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <future>

namespace relay::service {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLookPatience{2000}; // the writing connection may be resting during long work
constexpr milliseconds kReadersPatience{500};
constexpr milliseconds kCheckpointPatience{60'000};
constexpr int kReaderPatienceMs = 1000;  // a checkpoint's for readers: edits wait for it meanwhile
constexpr milliseconds kSecondLook{100}; // who holds a checkpoint is still at it by then
constexpr std::chrono::minutes kLookEvery{1};

Error closed()
{
    return {ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down"))};
}

Error cancelled()
{
    return {ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP("Phrases", "it was cancelled: nothing of it is left"))};
}

const char *sqlName(api::CheckpointMode mode)
{
    switch (mode) {
    case api::CheckpointMode::Passive:
        return "PASSIVE";
    case api::CheckpointMode::Full:
        return "FULL";
    case api::CheckpointMode::Restart:
        return "RESTART";
    case api::CheckpointMode::Truncate:
        return "TRUNCATE";
    }
    return "PASSIVE";
}

std::string ours(const char *name, steady_clock::time_point since)
{
    const auto ms = std::chrono::duration_cast<milliseconds>(steady_clock::now() - since).count();
    return std::string("one of our own readers: ").append(name) + " (for " + std::to_string(ms) + " ms)";
}

} // namespace

DatabaseDesk::DatabaseDesk(QObject *relayRoot)
    : m_relayRoot(relayRoot)
{
}

DatabaseDesk::~DatabaseDesk()
{
    close();
}

void DatabaseDesk::open(Store &store, ledger::LedgerWriter &ledger, QString dataDir, BeginAnew beginAnew)
{
    m_dataDir = std::move(dataDir);
    m_backups = QDir(m_dataDir).filePath(QStringLiteral("backups"));
    m_beginAnew = std::move(beginAnew);
    m_store = &store;
    m_ledger = &ledger;
    m_openedMs = Clock::system().unixMs();
    m_short.start();
    m_short.post([this] { (void)lookAtWriter(); }); // so that something can be told while it is busy
    m_long.start(kLookEvery, [this] { keepUp(Clock::system().unixMs()); });
}

void DatabaseDesk::hurry()
{
    m_long.hurry();
    m_short.hurry();
}

void DatabaseDesk::close()
{
    hurry();
    m_long.stop(); // first: the other may wait for what this one holds
    m_short.stop();
}

template <typename T>
void DatabaseDesk::on(WorkThread &thread, QObject *context, api::Reply<T> reply,
                      std::function<Result<T>()> work)
{
    const api::Reply<T> told = onThreadOf(context, m_relayRoot, std::move(reply));
    const bool posted = thread.post([told, &thread, work = std::move(work)] {
        told(answered([&] { return thread.stopping() ? Result<T>(closed()) : work(); }));
    });
    if (!posted)
        told(closed());
}

template <typename T>
void DatabaseDesk::onUpkeep(QObject *context, api::Reply<T> reply, std::function<Result<T>()> work)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_longAsked;
    }
    const auto over = [this] {
        const std::lock_guard lock(m_mutex);
        if (--m_longAsked == 0)
            m_cancelled.store(false);
    };
    const api::Reply<T> told = onThreadOf(context, m_relayRoot, std::move(reply));
    const bool posted = m_long.post([this, told, over, work = std::move(work)] {
        Result<T> done = answered([&]() -> Result<T> {
            if (m_long.stopping())
                return closed();
            return m_cancelled.load() ? Result<T>(cancelled()) : work();
        });
        if (!done && m_cancelled.load())
            done = cancelled(); // and not what SQLite calls it
        over();
        told(done);
    });
    if (posted)
        return;
    over();
    told(closed());
}

void DatabaseDesk::cancelLongWork()
{
    const std::lock_guard lock(m_mutex);
    if (m_longAsked > 0)
        m_cancelled.store(true);
}

template <typename T>
Result<T> DatabaseDesk::waitedFor(std::function<Result<T>()> work)
{
    std::promise<Result<T>> told;
    const bool posted = m_short.post(
        [&] { told.set_value(answered([&] { return m_short.stopping() ? Result<T>(closed()) : work(); })); });
    return posted ? told.get_future().get() : Result<T>(closed());
}

Result<api::DatabaseSnapshot> DatabaseDesk::databaseNow()
{
    return waitedFor<api::DatabaseSnapshot>([this] { return look(); });
}

Result<api::CheckpointResult> DatabaseDesk::checkpointNow(api::CheckpointMode mode)
{
    return waitedFor<api::CheckpointResult>([this, mode] { return doCheckpoint(mode); });
}

// ---- figures

void DatabaseDesk::database(QObject *context, api::Reply<api::DatabaseSnapshot> reply)
{
    on<api::DatabaseSnapshot>(m_short, context, std::move(reply), [this] { return look(); });
}

Result<DatabaseDesk::WriterSight> DatabaseDesk::lookAtWriter()
{
    const std::optional<Result<WriterSight>> told = onWriter<WriterSight>(
        [this](storage::Connection &connection) -> Result<WriterSight> {
            const storage::SyncTrack::Mark mark = connection.counters().unsynced.mark();
            const Result<std::int64_t> frames = storage::waitingFrames(connection);
            if (!frames)
                return frames.error();
            if (*frames == 0 && connection.synced() == storage::Synced::AtCheckpoint)
                connection.counters().unsynced.synced(mark); // by a checkpoint of somebody else's
            return WriterSight{connection.pragmas(), *frames, m_ledger->oldestStagedMs(),
                               connection.synced()};
        },
        kLookPatience);
    if (told && !*told)
        return told->error();
    const std::lock_guard lock(m_mutex);
    if (told)
        m_writerSight = **told;
    return m_writerSight;
}

api::PragmaRows DatabaseDesk::writerPragmas()
{
    if (const Result<WriterSight> seen = lookAtWriter())
        return seen->pragmas;
    const std::lock_guard lock(m_mutex);
    return m_writerSight.pragmas;
}

Result<api::DatabaseSnapshot> DatabaseDesk::look()
{
    const Result<WriterSight> writer = lookAtWriter();
    if (!writer)
        return writer.error();
    api::DatabaseSnapshot snapshot;
    const QString &path = m_store->path();
    snapshot.path = path.toStdString();
    snapshot.fileBytes = QFileInfo(path).size(); // no descriptor: see the rule on the database's locks
    snapshot.walBytes = QFileInfo(path + QStringLiteral("-wal")).size();
    const ledger::LedgerFigures ledger = m_ledger->figures();
    snapshot.journalBytes = static_cast<std::int64_t>(ledger.capacityBytes);
    snapshot.journalUsedBytes = static_cast<std::int64_t>(ledger.usedBytes);
    snapshot.walFrames = writer->walFrames;
    snapshot.writer = writer->pragmas;
    snapshot.readers = m_store->pool().pragmas(kReadersPatience);
    const storage::PoolFigures pool = m_store->pool().figures();
    snapshot.openConnections = pool.open;
    snapshot.idleConnections = pool.idle;
    const bool wal = !snapshot.writer.empty() && snapshot.writer.front().second == "WAL";
    snapshot.lastCheckpointMs = lastCheckpointMs(wal);
    snapshot.sqliteVersion = sqlite3_libversion();
    snapshot.atRisk = atRisk(*writer, static_cast<std::int64_t>(ledger.depth));
    return snapshot;
}

// The journal is mapped: nothing syncs it, so what is staged is always at risk.
api::PowerRisk DatabaseDesk::atRisk(const WriterSight &writer, std::int64_t stagedRows) const
{
    storage::SyncTrack::Figures unsynced;
    if (writer.synced != storage::Synced::AtCommit)
        unsynced = m_store->counters().unsynced.figures();
    api::PowerRisk risk{.stagedRows = stagedRows,
                        .unsyncedRows = unsynced.rows,
                        .unsyncedEdits = unsynced.edits,
                        .oldestMs = unsynced.oldestMs};
    if (stagedRows > 0 && writer.oldestStagedMs > 0)
        risk.oldestMs =
            risk.oldestMs == 0 ? writer.oldestStagedMs : std::min(risk.oldestMs, writer.oldestStagedMs);
    return risk;
}

// In WAL mode nothing but a checkpoint writes the file itself: those that SQLite does are seen by its time.
std::int64_t DatabaseDesk::lastCheckpointMs(bool wal) const
{
    const std::int64_t written = QFileInfo(m_store->path()).lastModified().toMSecsSinceEpoch();
    const std::int64_t byItself = wal && written > m_openedMs ? written : 0;
    return std::max(byItself, m_checkpointMs.load());
}

// ---- checkpoints

void DatabaseDesk::checkpoint(api::CheckpointMode mode, QObject *context,
                              api::Reply<api::CheckpointResult> reply)
{
    on<api::CheckpointResult>(m_short, context, std::move(reply),
                              [this, mode] { return doCheckpoint(mode); });
}

Result<api::CheckpointResult> DatabaseDesk::doCheckpoint(api::CheckpointMode mode)
{
    const auto work = [mode](storage::Connection &connection) -> Result<api::CheckpointResult> {
        const Result<std::string> usual = connection.pragma("busy_timeout");
        if (!usual)
            return usual.error();
        const int usualMs = QString::fromStdString(*usual).toInt();
        sqlite3_busy_timeout(connection.handle(), std::min(usualMs, kReaderPatienceMs));
        const auto begin = steady_clock::now();
        const Result<storage::CheckpointFigures> figures = connection.checkpoint(sqlName(mode));
        const double elapsed = elapsedMs(begin);
        sqlite3_busy_timeout(connection.handle(), usualMs);
        if (!figures)
            return figures.error();
        return api::CheckpointResult{.busy = figures->busy ? 1 : 0,
                                     .log = figures->logFrames,
                                     .checkpointed = figures->checkpointedFrames,
                                     .elapsedMs = elapsed,
                                     .holder = {}};
    };
    const auto asked = steady_clock::now();
    std::optional<Result<api::CheckpointResult>> done =
        onWriter<api::CheckpointResult>(work, kCheckpointPatience);
    if (!done)
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "the database is at long work: try again later"))};
    if (!*done)
        return *done;
    api::CheckpointResult &result = **done;
    if (result.busy == 0 && result.checkpointed >= 0)
        m_checkpointMs.store(Clock::system().unixMs());
    if (result.busy != 0 || result.checkpointed < result.log)
        result.holder = holder(asked);
    return *done;
}

// Work of ours that may have a connection in a transaction since then.
std::vector<storage::BusyWork> DatabaseDesk::busyBefore(steady_clock::time_point time) const
{
    std::vector<storage::BusyWork> all = m_store->pool().busy();
    {
        const std::lock_guard lock(m_mutex);
        if (m_longWork)
            all.insert(all.begin(), {m_longWork, m_longSince});
    }
    std::erase_if(all, [time](const storage::BusyWork &work) { return work.since >= time; });
    return all;
}

// Others are seen as they are now. Of ours what was there before the checkpoint was asked for, and is so a
// little later: most reads are over in a moment, and then they have kept nobody.
std::string DatabaseDesk::holder(steady_clock::time_point asked)
{
    const std::string foreign = storage::foreignReader(m_store->path());
    std::string names;
    if (std::vector<storage::BusyWork> first = busyBefore(asked); !first.empty()) {
        m_short.rest(kSecondLook);
        const std::vector<storage::BusyWork> still = busyBefore(asked);
        const auto lasts = std::ranges::find_if(first, [&still](const storage::BusyWork &work) {
            return std::ranges::find(still, work.since, &storage::BusyWork::since) != still.end();
        });
        if (lasts != first.end())
            names = ours(lasts->name, lasts->since);
    }
    if (!foreign.empty())
        names += (names.empty() ? "another program: " : "; and another program: ") + foreign;
    return names;
}

// ---- long work

void DatabaseDesk::vacuum(QObject *context, api::Reply<api::VacuumResult> reply)
{
    onUpkeep<api::VacuumResult>(context, std::move(reply), [this] { return doVacuum(); });
}

void DatabaseDesk::backup(QObject *context, api::Reply<api::BackupResult> reply)
{
    onUpkeep<api::BackupResult>(context, std::move(reply), [this] { return doBackup(); });
}

void DatabaseDesk::backups(QObject *context, api::Reply<std::vector<api::BackupFile>> reply)
{
    on<std::vector<api::BackupFile>>(m_short, context, std::move(reply), [this] { return listBackups(); });
}

void DatabaseDesk::restore(std::string file, QObject *context, api::Reply<api::RestoreResult> reply)
{
    // The end begins behind the reply, which is on its way by then.
    on<api::RestoreResult>(
        m_long, context,
        [this, reply = std::move(reply)](const Result<api::RestoreResult> &examined) {
            reply(examined);
            if (examined)
                m_beginAnew(QString::fromStdString(examined->file));
        },
        [this, file = std::move(file)] { return examineBackup(file); });
}

void DatabaseDesk::keepUpNow(std::int64_t nowMs)
{
    std::promise<void> done;
    if (m_long.post([&] {
            keepUp(nowMs);
            done.set_value();
        }))
        done.get_future().wait();
}

void DatabaseDesk::integrityCheck(QObject *context, api::Reply<api::IntegrityResult> reply)
{
    onUpkeep<api::IntegrityResult>(context, std::move(reply), [this] { return doIntegrityCheck(); });
}

Result<api::IntegrityResult> DatabaseDesk::doIntegrityCheck()
{
    const auto alone = m_store->fileUse().claim();
    const Named named(*this, "the integrity check");
    const auto begin = steady_clock::now();
    Result<std::unique_ptr<storage::Connection>> connection =
        storage::Connection::open(m_store->options(), storage::Role::Reader, m_store->counters());
    if (!connection)
        return connection.error();
    sqlite3_progress_handler(
        (*connection)->handle(), kInstructionsPerLook,
        [](void *desk) { return static_cast<DatabaseDesk *>(desk)->mustHurry() ? 1 : 0; }, this);
    storage::Query query(**connection, "PRAGMA integrity_check(100)");
    const Result<void> done = query.run();
    api::IntegrityResult result;
    while (done && query.next())
        result.problems.push_back(query.text(0));
    if (mustHurry() && (!done || result.problems.empty()))
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP(
                         "Phrases", "the check was broken off for a change of settings: start it again"))};
    if (!done)
        return done.error();
    result.ok = result.problems.size() == 1 && result.problems.front() == "ok";
    if (result.ok)
        result.problems.clear();
    result.elapsedMs = elapsedMs(begin);
    return result;
}

} // namespace relay::service
