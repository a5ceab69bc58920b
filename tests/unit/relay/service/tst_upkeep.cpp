// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/query.h"
#include "relay/storage/usage_table.h"
#include "tests/support/database_view.h"
#include "tests/support/others_rights.h"
#include "tests/unit/relay/service/desk_bed.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <atomic>
#include <thread>

using namespace relay;
using tests::DatabaseView;

namespace {

constexpr std::int64_t kDayMs = 86'400'000;

Result<api::BackupResult> backup(DeskBed &bed)
{
    return DeskBed::wait<api::BackupResult>([&bed](QObject *context, api::Reply<api::BackupResult> reply) {
        bed.desk.backup(context, std::move(reply));
    });
}

Result<api::VacuumResult> vacuum(DeskBed &bed)
{
    return DeskBed::wait<api::VacuumResult>([&bed](QObject *context, api::Reply<api::VacuumResult> reply) {
        bed.desk.vacuum(context, std::move(reply));
    });
}

QStringList backupsIn(DeskBed &bed)
{
    return QDir(bed.folder.filePath(QStringLiteral("data/backups")))
        .entryList({QStringLiteral("trayrelay-*.db")}, QDir::Files, QDir::Name);
}

// Records keep coming on a thread of their own, which is the ledger's producer meanwhile.
class Traffic final
{
public:
    explicit Traffic(DeskBed &bed)
        : m_thread([this, &bed] {
            while (!m_stop.load()) {
                if (bed.writer->append(sampleRecord(++bed.number)))
                    ++m_kept;
                std::this_thread::sleep_for(std::chrono::milliseconds(1)); // less is none on some systems
            }
        })
    {
    }
    ~Traffic() { stop(); }
    Q_DISABLE_COPY_MOVE(Traffic)

    void stop()
    {
        m_stop.store(true);
        if (m_thread.joinable())
            m_thread.join();
    }
    std::int64_t kept() const { return m_kept.load(); }

private:
    std::atomic<bool> m_stop{false};
    std::atomic<std::int64_t> m_kept{0};
    std::thread m_thread;
};

api::UsageStat sums(DeskBed &bed, const api::UsageQuery &query = {})
{
    std::promise<api::UsageStat> told;
    bed.store.post([&](Result<storage::Connection *> connection, const auto &) {
        const auto stat = storage::UsageTable(**connection).stat(query);
        told.set_value(stat ? *stat : api::UsageStat());
    });
    return told.get_future().get();
}

} // namespace

// Backups, VACUUM and retention of a database that is written all the while.
class UpkeepTest final : public QObject
{
    Q_OBJECT

private slots:
    void aBackupUnderLoadIsAWholeDatabase_data();
    void aBackupUnderLoadIsAWholeDatabase();
    void aBackupRestsBetweenItsSteps_data();
    void aBackupRestsBetweenItsSteps();
    void theNewestBackupsAreKept();
    void aRestartPostponesNoBackup();
    void aClockThatWasWrongPostponesNoBackup();
    void safetyCopiesDoNotPileUp();
    void vacuumUnderLoadLosesNoRow_data();
    void vacuumUnderLoadLosesNoRow();
    void anotherPageSizeGivesWayToWhoHoldsTheFile();
    void retentionKeepsTheTotals();
    void retentionOffKeepsTheRows();
};

void UpkeepTest::aBackupUnderLoadIsAWholeDatabase_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("in WAL") << QStringLiteral("WAL");
    QTest::newRow("with a rollback journal") << QStringLiteral("DELETE");
}

void UpkeepTest::aBackupUnderLoadIsAWholeDatabase()
{
    QFETCH(const QString, mode);
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.sqlite.journalMode = mode.toStdString();
    settings.sqlite.busyTimeout = std::chrono::milliseconds(5000);
    DeskBed bed(settings);
    QVERIFY(bed.write(3000));
    Traffic traffic(bed);
    const auto done = backup(bed);
    traffic.stop();
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    const QString path = QString::fromStdString(done->path);
    QVERIFY(QFileInfo(path).fileName().startsWith(QStringLiteral("trayrelay-")));
    QCOMPARE(done->bytes, QFileInfo(path).size());
    QVERIFY(!tests::othersMayUse(path));
    QCOMPARE(QDir(QFileInfo(path).path()).entryList(QDir::Files).size(), 1); // nothing unfinished beside it
    QCOMPARE(DatabaseView::number(
                 path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
             std::int64_t{0});
    // Of one moment: the token has spent what the rows say, and the watermark is that of the last row.
    const std::int64_t rows = DatabaseView::number(path, "SELECT count(*) FROM usage");
    QVERIFY(rows >= 3000);
    QCOMPARE(DatabaseView::number(path, "SELECT max(id) FROM usage"),
             DatabaseView::number(path, "SELECT value FROM meta WHERE key = 'journal.rows'"));
    QCOMPARE(DatabaseView::number(path, "SELECT used_quota FROM tokens WHERE id = 1") % 225, std::int64_t{0});
    QVERIFY(DatabaseView::number(path, "SELECT used_quota FROM tokens WHERE id = 1") >= 3000 * 225);
    QVERIFY(bed.write(1)); // and all goes on
    QCOMPARE(sums(bed).requests, static_cast<std::int64_t>(bed.number));
}

void UpkeepTest::aBackupRestsBetweenItsSteps_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("throttled");
    QTest::newRow("where others write meanwhile") << QStringLiteral("WAL") << true;
    QTest::newRow("where they wait for it") << QStringLiteral("DELETE") << false;
}

void UpkeepTest::aBackupRestsBetweenItsSteps()
{
    constexpr std::int64_t kStepBytes = 256 * 1024;
    QFETCH(const QString, mode);
    QFETCH(const bool, throttled);
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.sqlite.journalMode = mode.toStdString();
    DeskBed bed(settings);
    QVERIFY(bed.write(20'000));
    std::int64_t rests = 0; // of `upkeep`, which has told all when it answers
    std::chrono::milliseconds shortest = std::chrono::hours(1);
    bed.desk.restInBackupsBy([&](std::chrono::milliseconds time) {
        ++rests;
        shortest = std::min(shortest, time);
    });
    const auto done = backup(bed);
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    QVERIFY(done->bytes > 2 * kStepBytes);
    if (throttled) {
        QVERIFY2(rests + 1 >= done->bytes / kStepBytes, std::to_string(rests).c_str());
        QVERIFY(shortest >= std::chrono::milliseconds(5));
    } else {
        QCOMPARE(rests, std::int64_t{0});
    }
}

void UpkeepTest::theNewestBackupsAreKept()
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.ledger.backupsKept = 2;
    DeskBed bed(settings);
    bed.desk.setUpkeep(settings.ledger);
    QStringList names;
    for (int i = 0; i < 4; ++i) {
        const auto done = backup(bed);
        QVERIFY(done);
        names.append(QFileInfo(QString::fromStdString(done->path)).fileName());
    }
    QCOMPARE(QSet<QString>(names.begin(), names.end()).size(), 4);
    QCOMPARE(backupsIn(bed), names.mid(2));
}

void UpkeepTest::aRestartPostponesNoBackup()
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.ledger.backupInterval = std::chrono::hours(24);
    settings.ledger.backupsKept = 7;
    DeskBed bed(settings);
    bed.desk.setUpkeep(settings.ledger);
    const std::int64_t now = Clock::system().unixMs();
    bed.desk.keepUpNow(now);
    QCOMPARE(backupsIn(bed).size(), 1); // there was none
    bed.desk.keepUpNow(now + kDayMs - 120'000);
    QCOMPARE(backupsIn(bed).size(), 1);
    // The file's own time is not asked: a copied folder has another.
    const QString folder = bed.folder.filePath(QStringLiteral("data/backups/"));
    QVERIFY(QFile::rename(folder + backupsIn(bed).first(),
                          folder + QStringLiteral("trayrelay-20200101-000000.db")));
    bed.desk.keepUpNow(now + 60'000);
    QCOMPARE(backupsIn(bed).size(), 2);
    config::LedgerSettings never = settings.ledger;
    never.backupInterval = std::chrono::hours(0);
    bed.desk.setUpkeep(never);
    bed.desk.keepUpNow(now + 10 * kDayMs);
    QCOMPARE(backupsIn(bed).size(), 2);
}

void UpkeepTest::aClockThatWasWrongPostponesNoBackup()
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.ledger.backupInterval = std::chrono::hours(24);
    settings.ledger.backupsKept = 2;
    settings.ledger.retentionDays = 30;
    DeskBed bed(settings);
    bed.desk.setUpkeep(settings.ledger);
    const std::int64_t now = Clock::system().unixMs();
    bed.desk.keepUpNow(now);
    QCOMPARE(backupsIn(bed).size(), 1);
    const QString folder = bed.folder.filePath(QStringLiteral("data/backups/"));
    const QString ahead = QStringLiteral("trayrelay-29990101-000000.db");
    QVERIFY(QFile::rename(folder + backupsIn(bed).first(), folder + ahead));
    bed.desk.keepUpNow(now + 60'000);
    QCOMPARE(backupsIn(bed).size(), 2);
    QVERIFY(backupsIn(bed).first() < QStringLiteral("trayrelay-2999")); // by the clock as it is
    bed.desk.keepUpNow(now + 120'000);
    QCOMPARE(backupsIn(bed).size(), 2); // one, and not one a minute
    const auto third = backup(bed);
    QVERIFY(third);
    QCOMPARE(backupsIn(bed).size(), 2);
    QVERIFY(!backupsIn(bed).contains(ahead)); // the first to go
    // What a clock that was ahead has put off comes in its usual time.
    bed.desk.keepUpNow(now + 1000 * kDayMs);
    QVERIFY(bed.write(1)); // of long ago
    bed.desk.keepUpNow(now);
    bed.desk.keepUpNow(now + kDayMs / 12);
    QCOMPARE(DatabaseView::number(bed.store.path(), "SELECT count(*) FROM usage"), std::int64_t{0});
}

void UpkeepTest::safetyCopiesDoNotPileUp()
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.ledger.backupsKept = 2;
    DeskBed bed(settings);
    bed.desk.setUpkeep(settings.ledger);
    const QDir folder(bed.folder.filePath(QStringLiteral("data/backups")));
    QVERIFY(folder.mkpath(QStringLiteral(".")));
    for (int day = 1; day <= 4; ++day) {
        QFile copy(folder.filePath(QStringLiteral("before-restore-2026010%1-000000.db").arg(day)));
        QVERIFY(copy.open(QFile::WriteOnly));
    }
    QFile other(folder.filePath(QStringLiteral("notes.db")));
    QVERIFY(other.open(QFile::WriteOnly));
    QVERIFY(backup(bed));
    QCOMPARE(folder.entryList({QStringLiteral("before-*")}, QDir::Files, QDir::Name),
             (QStringList{QStringLiteral("before-restore-20260103-000000.db"),
                          QStringLiteral("before-restore-20260104-000000.db")}));
    QVERIFY(other.exists());
    // Behind the backups, so that there is a way back.
    const auto listed = DeskBed::wait<std::vector<api::BackupFile>>(
        [&bed](QObject *context, api::Reply<std::vector<api::BackupFile>> reply) {
            bed.desk.backups(context, std::move(reply));
        });
    QVERIFY(listed);
    QStringList names;
    for (const api::BackupFile &file : *listed)
        names.append(QFileInfo(QString::fromStdString(file.path)).fileName());
    QCOMPARE(names,
             (QStringList{backupsIn(bed).constFirst(), QStringLiteral("before-restore-20260104-000000.db"),
                          QStringLiteral("before-restore-20260103-000000.db")}));
}

void UpkeepTest::vacuumUnderLoadLosesNoRow_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<int>("pageBytes");
    QTest::newRow("in WAL") << QStringLiteral("WAL") << 4096;
    QTest::newRow("in WAL, another page size") << QStringLiteral("WAL") << 8192;
    QTest::newRow("with a rollback journal, another page size") << QStringLiteral("DELETE") << 8192;
}

void UpkeepTest::vacuumUnderLoadLosesNoRow()
{
    QFETCH(const QString, mode);
    QFETCH(const int, pageBytes);
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.sqlite.journalMode = mode.toStdString();
    settings.sqlite.busyTimeout = std::chrono::milliseconds(5000);
    DeskBed bed(settings);
    QVERIFY(bed.write(3000));
    storage::DatabaseOptions options = bed.store.options();
    options.pageSizeBytes = pageBytes;
    bed.writer->pause();
    QVERIFY(bed.store.reopen(options));
    bed.writer->resume(options);
    Traffic traffic(bed);
    const auto done = vacuum(bed);
    traffic.stop();
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    QVERIFY(bed.write(1));
    QCOMPARE(sums(bed).requests, static_cast<std::int64_t>(bed.number)); // each record once
    QVERIFY(bed.writer->health().healthy);
    const auto now = bed.look();
    QVERIFY(now);
    const auto has = [&](const char *name, const std::string &value) {
        return std::ranges::find(now->writer, std::pair<std::string, std::string>(name, value)) !=
               now->writer.end();
    };
    QVERIFY(has("page_size", std::to_string(pageBytes)));
    QVERIFY(has("journal_mode", mode.toStdString()));
    QVERIFY(has("auto_vacuum", "INCREMENTAL"));
}

void UpkeepTest::anotherPageSizeGivesWayToWhoHoldsTheFile()
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    DeskBed bed(settings);
    QVERIFY(bed.write(10));
    storage::DatabaseOptions options = bed.store.options();
    options.pageSizeBytes = 8192;
    bed.writer->pause();
    QVERIFY(bed.store.reopen(options));
    bed.writer->resume(options);
    tests::DatabaseHolder other(bed.store.path(), QStringLiteral("SELECT count(*) FROM usage"));
    QVERIFY(other.holds());
    const auto held = vacuum(bed);
    QVERIFY(!held);
    QVERIFY2(held.error().kind == ErrorKind::Conflict || held.error().message.contains(u"locked"),
             qPrintable(held.error().message));
    QVERIFY(bed.write(10)); // as before
    QCOMPARE(sums(bed).requests, std::int64_t{20});
}

void UpkeepTest::retentionKeepsTheTotals()
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.ledger.retentionDays = 30;
    DeskBed bed(settings);
    bed.desk.setUpkeep(settings.ledger);
    const std::int64_t now = Clock::system().unixMs();
    for (int i = 0; i < 3000; ++i) { // from 60 days ago until now
        model::UsageRecord record = sampleRecord(++bed.number);
        record.createdAtMs = now - 60 * kDayMs + i * (60 * kDayMs / 3000);
        record.model = i % 2 == 0 ? "gpt-4o" : "gpt-4o-mini";
        record.failed = i % 10 == 0;
        QVERIFY(bed.writer->append(record));
    }
    QVERIFY(bed.write(0));
    const api::UsageStat before = sums(bed);
    api::UsageQuery ofModel;
    ofModel.model = "gpt-4o-mini";
    const api::UsageStat miniBefore = sums(bed, ofModel);
    QCOMPARE(before.requests, std::int64_t{3000});
    Traffic traffic(bed);
    bed.desk.keepUpNow(now);
    traffic.stop();
    const std::int64_t fresh = traffic.kept();
    QVERIFY(bed.write(0));
    const QString path = bed.store.path();
    const std::int64_t left = DatabaseView::number(path, "SELECT count(*) FROM usage");
    const std::int64_t rolled = DatabaseView::number(path, "SELECT sum(requests) FROM usage_daily");
    // All that is older than 30 whole days, and with it Traffic's old records that had come by then.
    QVERIFY(rolled >= 1450);
    QCOMPARE(left + rolled, 3000 + fresh);
    QCOMPARE(DatabaseView::number(
                 path, "SELECT count(DISTINCT day) FROM usage_daily WHERE model IN (SELECT id FROM names "
                       "WHERE text = 'gpt-4o-mini')") >= 29,
             true);
    const api::UsageStat after = sums(bed);
    QCOMPARE(after.requests, before.requests + fresh);
    QCOMPARE(after.failed, before.failed);
    QCOMPARE(after.quota, before.quota + fresh * 225);
    QCOMPARE(after.promptTokens, before.promptTokens + fresh * 100);
    QVERIFY(std::abs(after.costUsd - before.costUsd - static_cast<double>(fresh) * 0.000'45) < 1e-6);
    QCOMPARE(sums(bed, ofModel).quota, miniBefore.quota);
    QCOMPARE(DatabaseView::number(path, "SELECT used_quota FROM tokens WHERE id = 1"), (3000 + fresh) * 225);
}

void UpkeepTest::retentionOffKeepsTheRows()
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.ledger.retentionDays = 0;
    DeskBed bed(settings);
    bed.desk.setUpkeep(settings.ledger);
    QVERIFY(bed.write(100)); // of 2025
    bed.desk.keepUpNow(Clock::system().unixMs());
    QCOMPARE(DatabaseView::number(bed.store.path(), "SELECT count(*) FROM usage"), std::int64_t{100});
    QCOMPARE(DatabaseView::number(bed.store.path(), "SELECT count(*) FROM usage_daily"), std::int64_t{0});
}

int main(int argc, char **argv)
{
    if (const int held = tests::DatabaseHolder::holdIfAsked(argc, argv); held >= 0)
        return held;
    const QCoreApplication application(argc, argv);
    UpkeepTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_upkeep.moc"
