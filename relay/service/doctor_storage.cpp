// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at the database: who locks it, whether its log grows, whether the ledger and backups are written.
#include "relay/service/doctor_looks.h"
#include "relay/storage/backup_folder.h"
#include "relay/storage/lock_report.h"

#include <QDateTime>
#include <QDir>

#include <algorithm>

namespace relay::service {

namespace {

using api::Finding;
using api::Verdict;

constexpr int kLooks = 4; // a lock that comes and goes is work; one that stays is trouble
constexpr std::chrono::milliseconds kBetweenLooks{250};
constexpr std::int64_t kMebibyte = 1024 * 1024;
constexpr std::int64_t kUsualWalLimit = 64 * kMebibyte; // where the alert is off

std::string megabytes(std::int64_t bytes)
{
    return QString::number(static_cast<double>(bytes) / static_cast<double>(kMebibyte), 'f', 1)
               .toStdString() +
           " MB";
}

// Who held the write lock at every look.
std::string lastingWriter(const DoctorSight &sight)
{
    std::string who;
    for (int look = 0; look < kLooks; ++look) {
        who = storage::foreignWriter(sight.store.path());
        if (who.empty() || (look + 1 < kLooks && sight.thread.rest(kBetweenLooks)))
            return {};
    }
    return who;
}

std::string journalMode(const api::DatabaseSnapshot &database)
{
    const auto mode = std::ranges::find(database.writer, std::string("journal_mode"),
                                        &std::pair<std::string, std::string>::first);
    return mode == database.writer.end() ? std::string("unknown") : mode->second;
}

} // namespace

Finding lookAtLock(const DoctorSight &sight)
{
    Finding finding{.name = "locked-database"};
    const std::string who = lastingWriter(sight);
    const std::uint64_t locked = sight.store.counters().locked.load();
    const ledger::LedgerHealth health = sight.ledger.health();
    const std::string often =
        std::to_string(locked) + " statements gave up waiting for a lock since the start";
    if (!who.empty()) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = who + " holds a lock on the database, and did so at each of " +
                           std::to_string(kLooks) + " looks; " + often;
        if (!health.healthy)
            finding.evidence +=
                "; " + std::to_string(sight.ledger.figures().depth) + " records wait in the journal";
        finding.remedy = "close that program, or wait until it is done: nothing is lost meanwhile. If it "
                         "must work on the database beside TrayRelay, the preset waits longer for locks";
    } else if (locked > 0) {
        finding.verdict = Verdict::Hint;
        finding.evidence = "nobody else locks the database now, but " + often;
        finding.remedy = "keep other programs (a database browser, a copying or backup program) off " +
                         sight.store.path().toStdString() + "; the preset waits longer for locks";
    } else {
        finding.verdict = Verdict::Fine;
        finding.evidence = "nobody else locks the database, and no statement found it locked since the start";
        return finding;
    }
    finding.preset = "Remedy: locked database";
    return finding;
}

Finding lookAtWal(const DoctorSight &sight)
{
    Finding finding{.name = "wal"};
    const Result<api::DatabaseSnapshot> database = sight.database.databaseNow();
    if (!database) {
        finding.evidence = "the database does not tell: " + database.error().message.toStdString();
        return finding;
    }
    const std::string mode = journalMode(*database);
    if (mode == "unknown") {
        finding.evidence = "the database is busy, and has not told its journal mode yet";
        return finding;
    }
    if (mode != "WAL") {
        finding.verdict = Verdict::Fine;
        finding.evidence = "there is no write-ahead log: journal_mode is " + mode;
        return finding;
    }
    // A reader that is still at the same place at a second look keeps the log from being written back.
    using Checkpoint = Result<api::CheckpointResult>;
    const auto stuck = [](const Checkpoint &done) { return done && done->checkpointed < done->log; };
    const Checkpoint first = sight.database.checkpointNow(api::CheckpointMode::Passive);
    const bool again = stuck(first) && !sight.thread.rest(kBetweenLooks * 2);
    const Checkpoint second = again ? sight.database.checkpointNow(api::CheckpointMode::Passive) : first;
    const bool pinned = again && stuck(second) && second->checkpointed == first->checkpointed;
    const std::int64_t waiting = second ? std::max<std::int64_t>(second->log - second->checkpointed, 0) : 0;
    const std::int64_t limit =
        sight.values().alert.walBytes > 0 ? sight.values().alert.walBytes : kUsualWalLimit;
    const bool large = database->walBytes > limit;
    finding.evidence = "the write-ahead log has " + megabytes(database->walBytes) + ", " +
                       std::to_string(waiting) + " frames of it wait for a checkpoint";
    if (!second)
        finding.evidence += "; a checkpoint failed: " + second.error().message.toStdString();
    if (pinned)
        finding.evidence +=
            "; held by " + (second->holder.empty() ? std::string("a reader") : second->holder);
    if (!large && !pinned) {
        finding.verdict = second ? Verdict::Fine : Verdict::Unknown;
        return finding;
    }
    const bool grows = large || waiting > sight.values().sqlite.walAutoCheckpointPages;
    finding.verdict = grows ? Verdict::Trouble : Verdict::Hint;
    if (large)
        finding.evidence += "; its bound (ALERT_WAL_MB) is " + megabytes(limit);
    finding.remedy =
        pinned ? "close the program that reads; then the preset writes the log back and empties it"
               : "the preset writes the log back, empties it, and does so twice as often from now on";
    finding.preset = "Remedy: WAL too large";
    return finding;
}

Finding lookAtLedger(const DoctorSight &sight)
{
    Finding finding{.name = "ledger"};
    const ledger::LedgerHealth health = sight.ledger.health();
    const ledger::LedgerFigures figures = sight.ledger.figures();
    const std::uint64_t percent =
        figures.capacityBytes == 0 ? 0 : figures.usedBytes * 100 / figures.capacityBytes;
    finding.evidence = std::to_string(figures.depth) + " records wait in the journal (" +
                       std::to_string(percent) + " % of it)";
    finding.verdict = health.healthy && percent < 50 ? Verdict::Fine : Verdict::Trouble;
    if (health.healthy && percent < 50)
        return finding;
    if (!health.healthy)
        finding.evidence += "; the database cannot be written: " + health.trouble;
    finding.remedy = "nothing is lost while the journal has room; when it is full, requests are refused. "
                     "Remove the cause, or enlarge LEDGER_JOURNAL_MB";
    return finding;
}

Finding lookAtBackups(const DoctorSight &sight)
{
    Finding finding{.name = "backup"};
    const auto interval = sight.values().ledger.backupInterval;
    const std::int64_t now = Clock::system().unixMs();
    const QString folder = QDir(sight.dataDir).filePath(QStringLiteral("backups"));
    const QStringList backups = storage::BackupFolder(folder).backups(now);
    const std::string failed = sight.database.backupTrouble();
    if (!failed.empty()) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = "the last backup failed: " + failed;
        finding.remedy = "free space in " + folder.toStdString() + " or correct its rights";
        return finding;
    }
    if (interval.count() == 0) {
        finding.verdict = Verdict::Hint;
        finding.evidence = "scheduled backups are off (BACKUP_INTERVAL_HOURS=0), " +
                           std::to_string(backups.size()) + " are there";
        finding.remedy = "set BACKUP_INTERVAL_HOURS=24, or run trayrelay backup now and then";
        return finding;
    }
    finding.verdict = Verdict::Fine;
    finding.evidence = std::to_string(backups.size()) + " backups";
    if (backups.isEmpty())
        return finding; // the first one comes within a minute of a start
    const std::int64_t newest = *storage::BackupFolder::timeOf(backups.first());
    finding.evidence +=
        ", the newest of " +
        QDateTime::fromMSecsSinceEpoch(newest).toString(QStringLiteral("yyyy-MM-dd HH:mm")).toStdString();
    const std::int64_t everyMs = std::chrono::milliseconds(interval).count();
    if (newest > now + everyMs || newest < now - 2 * everyMs) {
        finding.verdict = Verdict::Trouble;
        finding.evidence += newest > now ? ", which is in the future" : "";
        finding.evidence += ", though one is to be made every " + std::to_string(interval.count()) + " hours";
        finding.remedy = "look at the machine's clock. A relay that runs makes the next one within a minute; "
                         "trayrelay backup makes one at once";
    }
    return finding;
}

} // namespace relay::service
