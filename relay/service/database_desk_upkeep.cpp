// SPDX-License-Identifier: GPL-3.0-or-later
// The long work of the database desk: backups, VACUUM, retention. All on the thread `upkeep`.
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/service/database_desk.h"
#include "relay/service/database_restore.h"
#include "relay/service/long_work.h"
#include "relay/storage/backup_folder.h"
#include "relay/storage/lock_report.h"
#include "relay/storage/online_backup.h"
#include "relay/storage/usage_retention.h"

#include <sqlite3.h>

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>
#include <QThread>

#include <future>
#include <memory>
#include <mutex>
#include <optional>

namespace relay::service {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kStagedPatience{10'000}; // with the ledger, before a backup
constexpr milliseconds kBackupRest{5};          // between steps of 256 KiB: at most some 50 MB a second
constexpr milliseconds kRetryBackup = std::chrono::minutes{10};
constexpr milliseconds kRetentionEvery = std::chrono::hours{1};
constexpr int kRetentionRows = 500; // a transaction of some milliseconds
constexpr int kShrinkPages = 64;
constexpr std::int64_t kFreePagesKept = 1000; // for the rows to come
constexpr milliseconds kRetentionRest{20};
constexpr milliseconds kTurnPatience{600'000};
constexpr std::int64_t kRoomKept = 1'000'000;

// At most: what its log replaces counts twice.
std::int64_t bytesOf(const QString &database)
{
    return QFileInfo(database).size() + QFileInfo(database + QStringLiteral("-wal")).size();
}

// A disk that a backup has filled would stop the ledger as well: a little room stays.
Result<void> roomFor(const QString &folder, std::int64_t bytes)
{
    const qint64 room = QStorageInfo(folder).bytesAvailable();
    if (room < 0 || room >= bytes + kRoomKept)
        return {};
    return Error{ErrorKind::Storage,
                 said(QT_TRANSLATE_NOOP("Phrases", "a backup needs %1 MB in %2, and that disk has %3 MB "
                                                   "left: free some space, or lower BACKUP_KEEP"),
                      (bytes + kRoomKept) / 1'000'000 + 1, folder, room / 1'000'000)};
}

using GivesUp = std::function<bool()>;

// Waits for another program's lock as usual, but not when it is to give up.
class Patience final
{
public:
    Patience(const GivesUp &givesUp, int mostMs)
        : m_givesUp(givesUp)
        , m_most(mostMs)
    {
    }
    static int waits(void *self, int before) // so often for this lock
    {
        auto &patience = *static_cast<Patience *>(self);
        if (before == 0)
            patience.m_until = steady_clock::now() + patience.m_most;
        if (patience.m_givesUp() || steady_clock::now() >= patience.m_until)
            return 0;
        QThread::msleep(5);
        return 1;
    }

private:
    const GivesUp &m_givesUp;
    const milliseconds m_most;
    steady_clock::time_point m_until;
};

Result<void> rewritten(storage::Connection &connection, const storage::DatabaseOptions &options,
                       const GivesUp &givesUp)
{
    // The new file is built in a temporary one: in memory it would take as much as the database.
    const Result<std::string> temporary = connection.pragma("temp_store");
    if (!temporary)
        return temporary.error();
    std::string sql = "PRAGMA temp_store = FILE; PRAGMA page_size = " + std::to_string(options.pageSizeBytes);
    const char *const shape = options.autoVacuum == "FULL"          ? "FULL"
                              : options.autoVacuum == "INCREMENTAL" ? "INCREMENTAL"
                                                                    : "NONE";
    sql.append("; PRAGMA auto_vacuum = ").append(shape);
    sqlite3_progress_handler(
        connection.handle(), kInstructionsPerLook,
        [](void *of) { return (*static_cast<const GivesUp *>(of))() ? 1 : 0; },
        const_cast<GivesUp *>(&givesUp)); // SQLite's interface knows no const
    Patience patience(givesUp, options.busyTimeoutMs);
    sqlite3_busy_handler(connection.handle(), &Patience::waits, &patience);
    Result<void> done = connection.execute(sql.c_str());
    if (done)
        done = connection.execute("VACUUM");
    sqlite3_progress_handler(connection.handle(), 0, nullptr, nullptr);
    sqlite3_busy_timeout(connection.handle(), options.busyTimeoutMs);
    const Result<void> restored = connection.execute(("PRAGMA temp_store = " + *temporary).c_str());
    return done ? restored : done;
}

} // namespace

// ---- backups

Saying DatabaseDesk::backupTrouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_backupTrouble;
}

void DatabaseDesk::keepTrouble(Saying trouble)
{
    const std::lock_guard lock(m_mutex);
    m_backupTrouble = std::move(trouble);
}

Result<api::BackupResult> DatabaseDesk::doBackup()
{
    writeStaged();
    Result<api::BackupResult> done = copyAside();
    if (done || !mustGiveUp())
        keepTrouble(done ? Saying() : Saying(done.error()));
    return done;
}

// What was answered before a backup was asked for is to be in it.
void DatabaseDesk::writeStaged()
{
    const auto promise = std::make_shared<std::promise<Result<void>>>(); // may be told when nobody waits
    const std::future<Result<void>> answer = promise->get_future();
    m_ledger->flushNow([promise](const Result<void> &written) { promise->set_value(written); });
    if (!m_long.awaits(answer, kStagedPatience))
        log::storage().warn("the backup goes on without what the journal still holds: the writer is busy");
}

Result<api::BackupResult> DatabaseDesk::copyAside()
{
    const auto alone = m_store->fileUse().claim();
    const Named named(*this, "the backup");
    const auto begin = steady_clock::now();
    const storage::BackupFolder folder(m_backups);
    if (const int unfinished = folder.removeUnfinished(); unfinished > 0) // their room is needed
        log::storage().info("{} unfinished backups of killed processes are removed", unfinished);
    const Result<QString> target = folder.freshPath(Clock::system().unixMs());
    if (!target)
        return target.error();
    Result<std::unique_ptr<storage::Connection>> connection =
        storage::Connection::open(m_store->options(), storage::Role::Reader, m_store->counters());
    if (!connection)
        return connection.error();
    const Result<std::string> mode = (*connection)->journalMode();
    if (!mode)
        return mode.error();
    const bool throttled = *mode == "WAL"; // else all who write wait for it
    if (const Result<void> fits = roomFor(m_backups, bytesOf(m_store->path())); !fits)
        return fits.error();
    storage::OnlineBackup copy(**connection);
    const auto pause = [&] {
        m_share.store(copy.share(), std::memory_order_relaxed);
        if (throttled && !m_store->fileUse().wanted())
            m_backupRest(kBackupRest);
        return !mustGiveUp();
    };
    const Result<std::int64_t> bytes = copy.copyTo(*target, pause);
    m_share.store(-1, std::memory_order_relaxed);
    if (!bytes)
        return bytes.error();
    const int kept = m_backupsKept.load();
    if (kept > 0)
        folder.keepNewest(kept, Clock::system().unixMs());
    log::storage().info("backup of {} bytes in {:.0f} ms: {}", *bytes, elapsedMs(begin),
                        target->toStdString());
    return api::BackupResult{target->toStdString(), *bytes, elapsedMs(begin)};
}

Result<std::vector<api::BackupFile>> DatabaseDesk::listBackups() const
{
    std::vector<api::BackupFile> list;
    const storage::BackupFolder folder(m_backups);
    for (const QString &path : folder.backups(Clock::system().unixMs()) + folder.safetyCopies()) {
        const QFileInfo file(path);
        list.push_back({path.toStdString(), file.size(), file.lastModified().toMSecsSinceEpoch()});
    }
    return list;
}

Result<api::RestoreResult> DatabaseDesk::examineBackup(const std::string &file)
{
    if (!m_beginAnew)
        return Error{
            ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP("Phrases", "no relay runs that could begin anew with the backup"))};
    if (file.empty())
        return Error{
            ErrorKind::BadRequest,
            said(QT_TRANSLATE_NOOP("Phrases", "file is missing: a backup's name, or its whole path"))};
    const auto alone = m_store->fileUse().claim();
    const Named named(*this, "the examination of a backup");
    const QString path = QDir(m_backups).absoluteFilePath(QString::fromStdString(file));
    const Result<std::int64_t> bytes =
        DatabaseRestore(m_store->options(), m_dataDir, m_store->secrets().keyring()).examine(path);
    if (!bytes)
        return bytes.error();
    return api::RestoreResult{path.toStdString(), *bytes};
}

// ---- VACUUM

Result<api::VacuumResult> DatabaseDesk::doVacuum()
{
    FileUse::Rewriting rewriting(m_store->fileUse(), "VACUUM");
    const auto alone = m_store->fileUse().claim();
    if (m_long.stopping())
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down"))};
    const Named named(*this, "VACUUM");
    const auto begin = steady_clock::now();
    const QString &path = m_store->path();
    api::VacuumResult result;
    result.bytesBefore = QFileInfo(path).size();
    const qint64 room = QStorageInfo(QFileInfo(path).absolutePath()).bytesAvailable();
    if (room >= 0 && room < 2 * result.bytesBefore)
        return Error{
            ErrorKind::Storage,
            said(QT_TRANSLATE_NOOP("Phrases",
                                   "VACUUM needs twice the database's size, %1 MB, and the disk has %2 MB"),
                 2 * result.bytesBefore / 1'000'000, room / 1'000'000)};
    m_ledger->pause(ledger::LedgerWriter::Meanwhile::Refuse); // records wait in the journal
    m_store->pool().holdEdits();                              // those of before; reading goes on
    const Result<void> done = rewrite(rewriting);
    m_store->pool().letEdits();
    m_ledger->resume(m_store->options());
    if (!done)
        return done.error();
    // In WAL the new pages are all in the log yet.
    const auto brought = onWriter<storage::CheckpointFigures>(
        [](storage::Connection &connection) { return connection.checkpoint("TRUNCATE"); }, kTurnPatience);
    if (brought && !*brought)
        return brought->error();
    result.bytesAfter = QFileInfo(path).size();
    result.elapsedMs = elapsedMs(begin);
    return result;
}

Result<void> DatabaseDesk::rewrite(FileUse::Rewriting &rewriting)
{
    const storage::DatabaseOptions options = m_store->options();
    const storage::DatabaseOptions wanted = options.effective();
    Result<std::unique_ptr<storage::Connection>> connection =
        storage::Connection::open(options, storage::Role::Writer, m_store->counters());
    if (!connection)
        return connection.error();
    const Result<std::string> size = (*connection)->pragma("page_size");
    if (!size)
        return size.error();
    if (*size == std::to_string(wanted.pageSizeBytes) || wanted.journalMode != "WAL")
        return rewritten(**connection, wanted, [this] { return mustGiveUp(); });
    connection->reset(); // takes leaving WAL, and so the file alone
    rewriting.closesAll();
    return rewriteAlone(options);
}

Result<void> DatabaseDesk::rewriteAlone(const storage::DatabaseOptions &options)
{
    return m_store->pool().reopen(options, [&]() -> Result<void> {
        storage::DatabaseOptions outside = options.effective();
        outside.journalMode = "DELETE";
        Result<std::unique_ptr<storage::Connection>> connection =
            storage::Connection::open(outside, storage::Role::Writer, m_store->counters());
        const std::string who = storage::foreignUser(m_store->path());
        if (!connection && who.empty())
            return connection.error();
        const Result<std::string> mode =
            connection ? (*connection)->journalMode() : Result<std::string>(connection.error());
        if (!mode || *mode != "DELETE") {
            return Error{ErrorKind::Conflict,
                         said(QT_TRANSLATE_NOOP("Phrases", "another page size needs the database alone, and "
                                                           "%1 has it open: close that program first"),
                              who.empty() ? said(QT_TRANSLATE_NOOP("Phrases", "another program"))
                                          : untranslated(who))};
        }
        Result<void> done = rewritten(**connection, outside, [this] { return mustGiveUp(); });
        connection->reset();
        const Result<std::unique_ptr<storage::Connection>> back = // in WAL again
            storage::Connection::open(options, storage::Role::Writer, m_store->counters());
        if (done && !back)
            return back.error();
        return done;
    });
}

// ---- what is done unasked

void DatabaseDesk::setUpkeep(const config::LedgerSettings &settings)
{
    const auto hours = static_cast<int>(settings.backupInterval.count());
    const bool retention = m_retentionDays.exchange(settings.retentionDays) != settings.retentionDays;
    const bool backups = m_backupHours.exchange(hours) != hours;
    m_backupsKept.store(settings.backupsKept);
    if (!m_upkeepSet.exchange(true) || (!retention && !backups))
        return; // a start has better things to do; the first look comes soon
    m_long.post([this, retention] {
        if (retention)
            m_retentionNotBeforeMs = 0;
        keepUp(Clock::system().unixMs());
    });
}

void DatabaseDesk::keepUp(std::int64_t nowMs)
{
    const int hours = m_backupHours.load();
    // A clock that was ahead, and is right again, postpones nothing.
    m_backupNotBeforeMs = std::min(m_backupNotBeforeMs, nowMs + kRetryBackup.count());
    m_retentionNotBeforeMs = std::min(m_retentionNotBeforeMs, nowMs + kRetentionEvery.count());
    if (hours > 0 && nowMs >= m_backupNotBeforeMs &&
        nowMs >= storage::BackupFolder(m_backups).dueMs(std::chrono::hours(hours), nowMs)) {
        const Result<api::BackupResult> done = doBackup();
        if (!done && !m_long.stopping()) {
            m_backupNotBeforeMs = nowMs + kRetryBackup.count();
            log::storage().error("no backup could be made: {}", done.error().message.toStdString());
        }
    }
    if (nowMs < m_retentionNotBeforeMs)
        return;
    m_retentionNotBeforeMs = nowMs + kRetentionEvery.count();
    if (const Result<std::int64_t> gone = rollUpOld(nowMs); !gone && !m_long.stopping())
        log::storage().error("old usage rows stay: {}", gone.error().message.toStdString());
}

Result<std::int64_t> DatabaseDesk::rollUpOld(std::int64_t nowMs)
{
    const int days = m_retentionDays.load();
    if (days <= 0)
        return std::int64_t{0};
    const std::int64_t keptFrom = storage::UsageRetention::keptFromMs(nowMs, days);
    const auto inSteps = [this](const std::function<Result<std::int64_t>(storage::Connection &)> &step,
                                std::int64_t enough) -> Result<std::int64_t> {
        std::int64_t sum = 0;
        for (std::int64_t more = enough + 1; more > enough && !m_long.rest(kRetentionRest);) {
            const auto alone = m_store->fileUse().claim(); // then nobody pauses the ledger
            const auto done = onWriter<std::int64_t>(step, kTurnPatience);
            if (!done)
                return Error{ErrorKind::Unavailable,
                             said(QT_TRANSLATE_NOOP("Phrases", "the database is at long work"))};
            if (!*done)
                return *done;
            more = **done;
            sum += more;
        }
        return sum;
    };
    Result<std::int64_t> gone = inSteps(
        [keptFrom](storage::Connection &connection) {
            return storage::UsageRetention(connection).rollUp(keptFrom, kRetentionRows);
        },
        kRetentionRows - 1); // what comes meanwhile waits for the next time
    if (!gone || *gone == 0)
        return gone;
    log::storage().info("{} usage rows older than {} days are daily sums now", *gone, days);
    const Result<std::int64_t> shrunk = inSteps(
        [last = std::make_shared<std::int64_t>(-1)](storage::Connection &connection) -> Result<std::int64_t> {
            Result<std::int64_t> left = storage::UsageRetention(connection).shrink(kShrinkPages);
            if (left && *left == *last) // not INCREMENTAL: they stay in the file
                return std::int64_t{0};
            if (left)
                *last = *left;
            return left;
        },
        kFreePagesKept);
    return shrunk ? gone : shrunk;
}

} // namespace relay::service
