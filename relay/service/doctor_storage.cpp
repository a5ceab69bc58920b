// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at the database: who locks it, whether its log grows, whether the ledger and backups are written.
#include "relay/ledger/aside_journals.h"
#include "relay/model/phrase.h"
#include "relay/service/doctor_looks.h"
#include "relay/storage/backup_folder.h"
#include "relay/storage/lock_report.h"

#include <QDir>

#include <algorithm>

namespace relay::service {

namespace {

using api::Finding;
using api::Verdict;
using model::phrase;

constexpr int kLooks = 4; // a lock that comes and goes is work; one that stays is trouble
constexpr std::chrono::milliseconds kBetweenLooks{250};
constexpr std::int64_t kMebibyte = 1024 * 1024;
constexpr std::int64_t kUsualWalLimit = 64 * kMebibyte; // where the alert is off

model::Quantity ofBytes(std::int64_t bytes)
{
    return {static_cast<double>(bytes), model::Unit::Bytes};
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

// They hold what was served, and only their database's own start can write it.
void tellOfAsideJournals(const DoctorSight &sight, Finding &finding)
{
    const std::vector<ledger::AsideJournal> waiting =
        ledger::asideJournals(QDir(sight.dataDir).filePath(QStringLiteral("ledger.journal")));
    bool ofAnother = false;
    for (const ledger::AsideJournal &one : waiting) {
        const bool own = one.database == sight.ledger.databaseId();
        ofAnother = ofAnother || !own;
        finding.evidence += own ? phrase("aside.own", one.records, one.path.toStdString())
                                : phrase("aside.another", one.records, one.path.toStdString());
    }
    if (waiting.empty())
        return;
    finding.verdict = Verdict::Hint;
    finding.remedy = ofAnother ? phrase("aside.another.remedy") : phrase("aside.own.remedy");
}

} // namespace

Finding lookAtLock(const DoctorSight &sight)
{
    Finding finding{.name = "locked-database"};
    const std::string who = lastingWriter(sight);
    const std::uint64_t locked = sight.store.counters().locked.load();
    const ledger::LedgerHealth health = sight.ledger.health();
    if (!who.empty()) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = phrase("lock.held", who, kLooks);
        if (locked > 0)
            finding.evidence += phrase("lock.gave-up", locked);
        if (!health.healthy)
            finding.evidence += phrase("lock.records-wait", sight.ledger.figures().depth);
        finding.remedy = phrase("lock.held.remedy");
    } else if (locked > 0) {
        finding.verdict = Verdict::Hint;
        finding.evidence = phrase("lock.past");
        finding.evidence += phrase("lock.gave-up", locked);
        finding.remedy = phrase("lock.past.remedy", sight.store.path().toStdString());
    } else {
        finding.verdict = Verdict::Fine;
        finding.evidence = phrase("lock.none");
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
        finding.evidence = phrase("wal.silent", database.error());
        return finding;
    }
    const std::string mode = journalMode(*database);
    if (mode == "unknown") {
        finding.evidence = phrase("wal.busy");
        return finding;
    }
    if (mode != "WAL") {
        finding.verdict = Verdict::Fine;
        finding.evidence = phrase("wal.off", mode);
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
    finding.evidence = phrase("wal.size", ofBytes(database->walBytes));
    finding.evidence += phrase("wal.frames", waiting);
    if (!second)
        finding.evidence += phrase("wal.failed", second.error());
    if (pinned)
        finding.evidence +=
            second->holder.empty() ? phrase("wal.held-by-reader") : phrase("wal.held", second->holder);
    if (!large && !pinned) {
        finding.verdict = second ? Verdict::Fine : Verdict::Unknown;
        return finding;
    }
    const bool grows = large || waiting > sight.values().sqlite.walAutoCheckpointPages;
    finding.verdict = grows ? Verdict::Trouble : Verdict::Hint;
    if (large)
        finding.evidence += phrase("wal.bound", ofBytes(limit));
    finding.remedy = pinned ? phrase("wal.held.remedy") : phrase("wal.remedy");
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
    finding.evidence = phrase("ledger.journal", figures.depth,
                              model::Quantity{static_cast<double>(percent), model::Unit::Percent});
    finding.verdict = health.healthy && percent < 50 ? Verdict::Fine : Verdict::Trouble;
    if (health.healthy && percent < 50) {
        tellOfAsideJournals(sight, finding);
        return finding;
    }
    if (!health.healthy)
        finding.evidence += phrase("ledger.unwritten", health.trouble);
    finding.remedy = phrase("ledger.remedy");
    return finding;
}

Finding lookAtBackups(const DoctorSight &sight)
{
    Finding finding{.name = "backup"};
    const auto interval = sight.values().ledger.backupInterval;
    const std::int64_t now = Clock::system().unixMs();
    const QString folder = QDir(sight.dataDir).filePath(QStringLiteral("backups"));
    const QStringList backups = storage::BackupFolder(folder).backups(now);
    const Saying failed = sight.database.backupTrouble();
    if (!failed.empty()) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = phrase("backup.failed", failed);
        finding.remedy = phrase("backup.failed.remedy", folder.toStdString());
        return finding;
    }
    if (interval.count() == 0) {
        finding.verdict = Verdict::Hint;
        finding.evidence = phrase("backup.off");
        finding.evidence += phrase("backup.kept", backups.size());
        finding.remedy = phrase("backup.off.remedy");
        return finding;
    }
    finding.verdict = Verdict::Fine;
    finding.evidence = phrase("backup.kept", backups.size());
    if (backups.isEmpty())
        return finding; // the first one comes within a minute of a start
    const std::int64_t newest = *storage::BackupFolder::timeOf(backups.first());
    const model::Quantity when{static_cast<double>(newest), model::Unit::UnixMs};
    finding.evidence += newest > now ? phrase("backup.future", when) : phrase("backup.newest", when);
    const std::int64_t everyMs = std::chrono::milliseconds(interval).count();
    if (newest > now + everyMs || newest < now - 2 * everyMs) {
        finding.verdict = Verdict::Trouble;
        finding.evidence += phrase("backup.late", interval.count());
        finding.remedy = phrase("backup.late.remedy");
    }
    return finding;
}

} // namespace relay::service
