// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/transaction.h"
#include "tests/unit/relay/service/desk_bed.h"

using namespace relay;
using api::CheckpointMode;

namespace {

config::Settings settingsWith(const std::string &journalMode, const std::string &synchronous)
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.sqlite.journalMode = journalMode;
    settings.sqlite.synchronous = synchronous;
    return settings;
}

// An edit, as RelayCore makes them.
bool edit(DeskBed &bed)
{
    QSemaphore done;
    bool stored = false;
    bed.store.post(
        [&](Result<storage::Connection *> connection, const auto &) {
            if (connection) {
                storage::Transaction transaction(**connection);
                transaction.carries(0, 1);
                stored = (*connection)->execute("UPDATE channels SET priority = priority + 1") &&
                         transaction.commit();
            }
            done.release();
        },
        service::Store::Lane::Edit, "an edit");
    return done.tryAcquire(1, 20'000) && stored;
}

} // namespace

// What a power failure would take.
class PowerRiskTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatIsStagedIsAtRisk();
    void whatNoCheckpointHasSyncedIsAtRisk();
    void sqlitesOwnCheckpointsCount();
    void whatHappensAfterACheckpointIsAtRiskAgain();
    void aReaderThatHoldsACheckpointKeepsTheRisk();
    void safeModesRiskNothing_data();
    void safeModesRiskNothing();
    void synchronousOffIsAlwaysAtRisk();
};

void PowerRiskTest::whatIsStagedIsAtRisk()
{
    DeskBed bed;
    const std::int64_t before = Clock::system().unixMs() + 3'600'000;
    model::UsageRecord record = sampleRecord(1);
    record.createdAtMs = before; // not due for an hour
    QVERIFY(bed.writer->append(record));
    const auto now = bed.look();
    QVERIFY(now);
    QCOMPARE(now->atRisk.stagedRows, std::int64_t(1));
    QCOMPARE(now->atRisk.oldestMs, before);
}

void PowerRiskTest::whatNoCheckpointHasSyncedIsAtRisk()
{
    DeskBed bed;
    const auto empty = bed.look();
    QVERIFY(empty);
    QCOMPARE(empty->atRisk.unsyncedRows, std::int64_t(0));
    QCOMPARE(empty->atRisk.oldestMs, std::int64_t(0));
    QVERIFY(!empty->sqliteVersion.empty());
    const std::int64_t before = Clock::system().unixMs();
    QVERIFY(bed.write(30));
    QVERIFY(edit(bed));
    QVERIFY(edit(bed));
    const auto now = bed.look();
    QVERIFY(now);
    QCOMPARE(now->atRisk.stagedRows, std::int64_t(0));
    QCOMPARE(now->atRisk.unsyncedRows, std::int64_t(30));
    QCOMPARE(now->atRisk.unsyncedEdits, std::int64_t(2));
    QVERIFY(now->atRisk.oldestMs >= before && now->atRisk.oldestMs <= Clock::system().unixMs());
    QVERIFY(bed.checkpoint(CheckpointMode::Passive));
    const auto after = bed.look();
    QVERIFY(after);
    QCOMPARE(after->atRisk.unsyncedRows, std::int64_t(0));
    QCOMPARE(after->atRisk.unsyncedEdits, std::int64_t(0));
    QCOMPARE(after->atRisk.oldestMs, std::int64_t(0));
}

void PowerRiskTest::sqlitesOwnCheckpointsCount()
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.sqlite.walAutoCheckpointPages = 1; // with each commit
    DeskBed bed(settings);
    QVERIFY(bed.write(30));
    const auto now = bed.look();
    QVERIFY(now);
    QCOMPARE(now->atRisk.unsyncedRows, std::int64_t(0));
}

void PowerRiskTest::whatHappensAfterACheckpointIsAtRiskAgain()
{
    DeskBed bed;
    QVERIFY(bed.write(30));
    QVERIFY(bed.checkpoint(CheckpointMode::Truncate));
    QVERIFY(bed.look());
    QVERIFY(bed.write(7));
    const auto now = bed.look();
    QVERIFY(now);
    QCOMPARE(now->atRisk.unsyncedRows, std::int64_t(7));
}

void PowerRiskTest::aReaderThatHoldsACheckpointKeepsTheRisk()
{
    DeskBed bed;
    QVERIFY(bed.write(10));
    QVERIFY(bed.pin("a long report"));
    QVERIFY(bed.write(10));
    QVERIFY(bed.checkpoint(CheckpointMode::Passive));
    const auto now = bed.look();
    QVERIFY(now);
    QCOMPARE(now->atRisk.unsyncedRows, std::int64_t(20));
}

void PowerRiskTest::safeModesRiskNothing_data()
{
    QTest::addColumn<QByteArray>("journalMode");
    QTest::addColumn<QByteArray>("synchronous");
    QTest::newRow("WAL, FULL") << QByteArray("WAL") << QByteArray("FULL");
    QTest::newRow("WAL, EXTRA") << QByteArray("WAL") << QByteArray("EXTRA");
    QTest::newRow("DELETE, FULL") << QByteArray("DELETE") << QByteArray("FULL");
    QTest::newRow("TRUNCATE, NORMAL") << QByteArray("TRUNCATE") << QByteArray("NORMAL");
}

void PowerRiskTest::safeModesRiskNothing()
{
    QFETCH(const QByteArray, journalMode);
    QFETCH(const QByteArray, synchronous);
    DeskBed bed(settingsWith(journalMode.toStdString(), synchronous.toStdString()));
    QVERIFY(bed.write(30));
    QVERIFY(edit(bed));
    const auto now = bed.look();
    QVERIFY(now);
    QCOMPARE(now->atRisk.unsyncedRows, std::int64_t(0));
    QCOMPARE(now->atRisk.unsyncedEdits, std::int64_t(0));
}

void PowerRiskTest::synchronousOffIsAlwaysAtRisk()
{
    DeskBed bed(settingsWith("WAL", "OFF"));
    QVERIFY(bed.write(30));
    QVERIFY(bed.checkpoint(CheckpointMode::Truncate));
    const auto now = bed.look();
    QVERIFY(now);
    QCOMPARE(now->atRisk.unsyncedRows, std::int64_t(30));
}

QTEST_GUILESS_MAIN(PowerRiskTest)
#include "tst_power_risk.moc"
