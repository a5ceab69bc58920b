// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/service/desk_bed.h"

#include <QFileInfo>
#include <QThread>

#include <atomic>
#include <thread>

using namespace relay;
using api::CheckpointMode;

// Figures and checkpoints of a database that is in use, and who keeps a checkpoint or a VACUUM from its end.
class CheckpointsTest final : public QObject
{
    Q_OBJECT

private slots:
    void figuresAreTheFiles();
    void eachModeBringsAllIn_data();
    void eachModeBringsAllIn();
    void aReaderOfOursIsNamed_data();
    void aReaderOfOursIsNamed();
    void anotherProcessIsNamed();
    void bothAreNamed();
    void aVacuumNamesAnotherProcess();
    void shortReadsOfOursAreNotBlamed();
    void whoOnlyLooksOnHoldsNothing();
    void outsideWal();
    void theCheckFindsNothing();
    void theCheckFindsDamage();
};

void CheckpointsTest::figuresAreTheFiles()
{
    DeskBed bed;
    QVERIFY(bed.write(500));
    const auto now = bed.look();
    QVERIFY(now);
    const QString path = bed.store.path();
    QCOMPARE(now->fileBytes, QFileInfo(path).size());
    QCOMPARE(now->walBytes, QFileInfo(path + QStringLiteral("-wal")).size());
    QVERIFY(now->walBytes > 0);
    QCOMPARE(now->walFrames, (now->walBytes - 32) / (4096 + 24)); // all of the log waits
    QCOMPARE(now->journalBytes, static_cast<std::int64_t>(bed.journal->capacityBytes()));
    QCOMPARE(now->writer.front(), (std::pair<std::string, std::string>("journal_mode", "WAL")));
    QVERIFY(!now->readers.empty());
    QCOMPARE(now->readers.size(), now->openConnections);
    QCOMPARE(now->lastCheckpointMs, std::int64_t{0});
}

void CheckpointsTest::eachModeBringsAllIn_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("passive") << static_cast<int>(CheckpointMode::Passive);
    QTest::newRow("full") << static_cast<int>(CheckpointMode::Full);
    QTest::newRow("restart") << static_cast<int>(CheckpointMode::Restart);
    QTest::newRow("truncate") << static_cast<int>(CheckpointMode::Truncate);
}

void CheckpointsTest::eachModeBringsAllIn()
{
    QFETCH(const int, mode);
    DeskBed bed;
    QVERIFY(bed.write(2000));
    const auto before = bed.look();
    QVERIFY(before && before->walFrames > 0);
    const auto result = bed.checkpoint(static_cast<CheckpointMode>(mode));
    QVERIFY(result);
    QCOMPARE(result->busy, 0);
    QCOMPARE(result->checkpointed, result->log);
    QVERIFY(result->holder.empty());
    QVERIFY(result->elapsedMs > 0);
    const auto after = bed.look();
    QVERIFY(after);
    QCOMPARE(after->walFrames, std::int64_t{0});
    QVERIFY(after->fileBytes > before->fileBytes);
    QVERIFY(after->lastCheckpointMs > 0);
    if (static_cast<CheckpointMode>(mode) == CheckpointMode::Truncate) {
        QCOMPARE(after->walBytes, std::int64_t{0});
    } else {
        QCOMPARE(result->log, before->walFrames);
        QVERIFY(bed.write(10)); // from the log's beginning again
        QCOMPARE(bed.look()->walBytes, before->walBytes);
    }
}

void CheckpointsTest::aReaderOfOursIsNamed_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("busy");
    QTest::newRow("passive does not wait") << static_cast<int>(CheckpointMode::Passive) << 0;
    QTest::newRow("full") << static_cast<int>(CheckpointMode::Full) << 1;
    QTest::newRow("truncate") << static_cast<int>(CheckpointMode::Truncate) << 1;
}

void CheckpointsTest::aReaderOfOursIsNamed()
{
    QFETCH(const int, mode);
    QFETCH(const int, busy);
    DeskBed bed;
    QVERIFY(bed.write(100));
    QVERIFY(bed.pin("a long report"));
    QVERIFY(bed.write(100));
    const auto held = bed.checkpoint(static_cast<CheckpointMode>(mode));
    QVERIFY(held);
    QCOMPARE(held->busy, busy);
    QVERIFY(held->checkpointed < held->log);
    QVERIFY2(held->holder.starts_with("one of our own readers: a long report (for "), held->holder.c_str());
    bed.pinned.release();
    QVERIFY(bed.gone.tryAcquire(1, 20'000));
    const auto freed = bed.checkpoint(static_cast<CheckpointMode>(mode));
    QVERIFY(freed);
    QCOMPARE(freed->busy, 0);
    QCOMPARE(freed->checkpointed, freed->log);
}

void CheckpointsTest::anotherProcessIsNamed()
{
    DeskBed bed;
    QVERIFY(bed.write(100));
    tests::DatabaseHolder other(bed.store.path(), QStringLiteral("BEGIN; SELECT count(*) FROM usage"));
    QVERIFY(other.holds());
    QVERIFY(bed.write(100));
    const auto held = bed.checkpoint(CheckpointMode::Truncate);
    QVERIFY(held);
    QCOMPARE(held->busy, 1);
    const std::string expected =
        "another program: process " + std::to_string(other.id()) + " (tst_checkpoints)";
    QCOMPARE(held->holder, expected);
    other.release();
    const auto freed = bed.checkpoint(CheckpointMode::Truncate);
    QVERIFY(freed);
    QCOMPARE(freed->busy, 0);
    QCOMPARE(bed.look()->walBytes, std::int64_t{0});
}

void CheckpointsTest::bothAreNamed()
{
    DeskBed bed;
    QVERIFY(bed.write(100));
    QVERIFY(bed.pin("a long report"));
    tests::DatabaseHolder other(bed.store.path(), QStringLiteral("BEGIN; SELECT count(*) FROM usage"));
    QVERIFY(other.holds());
    QVERIFY(bed.write(100));
    const auto held = bed.checkpoint(CheckpointMode::Truncate);
    QVERIFY(held);
    QCOMPARE(held->busy, 1);
    QVERIFY2(held->holder.starts_with("one of our own readers: a long report (for "), held->holder.c_str());
    QVERIFY2(held->holder.ends_with("; and another program: " + other.shown()), held->holder.c_str());
}

void CheckpointsTest::aVacuumNamesAnotherProcess()
{
    DeskBed bed;
    QVERIFY(bed.write(10));
    storage::DatabaseOptions options = bed.store.options();
    options.pageSizeBytes = 8192; // which it needs the file alone for
    bed.writer->pause();
    QVERIFY(bed.store.reopen(options));
    bed.writer->resume(options);
    tests::DatabaseHolder other(bed.store.path(), QStringLiteral("SELECT count(*) FROM usage"));
    QVERIFY(other.holds());
    const auto held =
        DeskBed::wait<api::VacuumResult>([&bed](QObject *context, api::Reply<api::VacuumResult> reply) {
            bed.desk.vacuum(context, std::move(reply));
        });
    QVERIFY(!held);
    QVERIFY2(held.error().message.contains(QStringLiteral("process %1 (tst_checkpoints)").arg(other.id())),
             qPrintable(held.error().message));
}

// Some of ours is always being done, but none of it for long.
void CheckpointsTest::shortReadsOfOursAreNotBlamed()
{
    DeskBed bed;
    QVERIFY(bed.write(100));
    tests::DatabaseHolder other(bed.store.path(), QStringLiteral("BEGIN; SELECT count(*) FROM usage"));
    QVERIFY(other.holds());
    QVERIFY(bed.write(100));
    std::atomic<bool> over{false};
    std::thread reads([&] {
        while (!over.load()) {
            bed.store.post([](auto, const auto &) { QThread::msleep(40); }, relay::service::Store::Lane::Read,
                           "a short look");
            QThread::msleep(15);
        }
    });
    std::string named;
    for (int i = 0; i < 5 && named.empty(); ++i) { // passive: it does not wait for their end
        const auto held = bed.checkpoint(CheckpointMode::Passive);
        if (!held || held->holder != "another program: " + other.shown())
            named = held ? "held by " + held->holder : "none was made";
    }
    over.store(true);
    reads.join();
    QCOMPARE(named, std::string());
}

void CheckpointsTest::whoOnlyLooksOnHoldsNothing()
{
    DeskBed bed;
    QVERIFY(bed.write(100));
    tests::DatabaseHolder other(bed.store.path(), QStringLiteral("SELECT count(*) FROM usage"));
    QVERIFY(other.holds());
    const auto result = bed.checkpoint(CheckpointMode::Truncate);
    QVERIFY(result);
    QCOMPARE(result->busy, 0);
    QVERIFY(result->holder.empty());
}

void CheckpointsTest::outsideWal()
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.sqlite.journalMode = "DELETE";
    DeskBed bed(settings);
    QVERIFY(bed.write(10));
    const auto result = bed.checkpoint(CheckpointMode::Full);
    QVERIFY(result);
    QCOMPARE(result->busy, 0);
    QCOMPARE(result->log, std::int64_t{-1});
    QCOMPARE(result->checkpointed, std::int64_t{-1});
    QCOMPARE(bed.look()->walFrames, std::int64_t{0});
    QCOMPARE(bed.look()->lastCheckpointMs, std::int64_t{0});
}

static Result<api::IntegrityResult> check(DeskBed &bed)
{
    return DeskBed::wait<api::IntegrityResult>(
        [&bed](QObject *context, api::Reply<api::IntegrityResult> reply) {
            bed.desk.integrityCheck(context, std::move(reply));
        });
}

void CheckpointsTest::theCheckFindsNothing()
{
    DeskBed bed;
    QVERIFY(bed.write(1000));
    const auto result = check(bed);
    QVERIFY(result);
    QVERIFY(result->ok);
    QVERIFY(result->problems.empty());
}

void CheckpointsTest::theCheckFindsDamage()
{
    DeskBed bed;
    QVERIFY(bed.write(1000));
    // An index that lacks its rows: as a broken disk would have it, by way of SQLite itself.
    tests::DatabaseHolder other(
        bed.store.path(),
        QStringLiteral("PRAGMA writable_schema = ON;"
                       "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM "
                       "sqlite_master WHERE name = 'prices') WHERE name = 'usage_by_time';"));
    QVERIFY(other.holds());
    other.release();
    const auto result = check(bed);
    QVERIFY(result);
    QVERIFY(!result->ok);
    QVERIFY(!result->problems.empty());
}

int main(int argc, char **argv)
{
    if (const int held = tests::DatabaseHolder::holdIfAsked(argc, argv); held >= 0)
        return held;
    const QCoreApplication application(argc, argv);
    CheckpointsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_checkpoints.moc"
