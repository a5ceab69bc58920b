// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/online_backup.h"
#include "tests/unit/relay/service/desk_bed.h"

#include <QDir>

#include <algorithm>

using namespace relay;

// Long work on the database is broken off when somebody asks for that, and tells how far it is where it can.
class CancelledWorkTest final : public QObject
{
    Q_OBJECT

private slots:
    void itIsCancelledAtWorkAndWaiting();
    void withNothingAskedForNothingIsCancelled();
    void aBackupTellsHowFarItIs();
};

void CancelledWorkTest::itIsCancelledAtWorkAndWaiting()
{
    config::Settings settings = DeskBed::settingsOfTheBed();
    settings.sqlite.busyTimeout = std::chrono::minutes(5); // VACUUM waits so long for the other program
    DeskBed bed(settings);
    QVERIFY(bed.write(100));
    tests::DatabaseHolder other(bed.store.path(), QStringLiteral("BEGIN IMMEDIATE"));
    QVERIFY(other.holds());
    QObject context;
    std::optional<Result<api::VacuumResult>> compacted;
    std::optional<Result<api::IntegrityResult>> checked;
    std::optional<Result<api::BackupResult>> copied;
    bed.desk.vacuum(&context, [&](const auto &told) { compacted.emplace(told); });
    QTRY_VERIFY_WITH_TIMEOUT(!bed.store.fileUse().notRewriting(), 30'000); // it is at work
    bed.desk.integrityCheck(&context, [&](const auto &told) { checked.emplace(told); });
    bed.desk.backup(&context, [&](const auto &told) { copied.emplace(told); });
    bed.desk.cancelLongWork();
    QTRY_VERIFY_WITH_TIMEOUT(compacted && checked && copied, 60'000);
    for (const Error &error : {compacted->error(), checked->error(), copied->error()}) {
        QCOMPARE(error.kind, ErrorKind::Unavailable);
        QVERIFY2(error.message.contains(QStringLiteral("cancelled")), qPrintable(error.message));
    }
    QVERIFY(bed.desk.backupTrouble().empty()); // nobody is to be alarmed
    QVERIFY(QDir(bed.folder.filePath(QStringLiteral("data/backups"))).entryList(QDir::Files).isEmpty());
    other.release();
    QVERIFY(bed.write(100)); // as before
    const auto again = DeskBed::wait<api::VacuumResult>(
        [&](QObject *asker, auto reply) { bed.desk.vacuum(asker, std::move(reply)); });
    QVERIFY2(again, again ? "" : qPrintable(again.error().message));
}

void CancelledWorkTest::withNothingAskedForNothingIsCancelled()
{
    DeskBed bed;
    QVERIFY(bed.write(10));
    bed.desk.cancelLongWork();
    const auto checked = DeskBed::wait<api::IntegrityResult>(
        [&](QObject *asker, auto reply) { bed.desk.integrityCheck(asker, std::move(reply)); });
    QVERIFY2(checked, checked ? "" : qPrintable(checked.error().message));
    QVERIFY(checked->ok);
    QCOMPARE(bed.desk.longWorkShare(), -1.0);
}

void CancelledWorkTest::aBackupTellsHowFarItIs()
{
    DeskBed bed;
    QVERIFY(bed.write(5000));
    auto connection =
        storage::Connection::open(bed.store.options(), storage::Role::Reader, bed.store.counters());
    QVERIFY(connection);
    storage::OnlineBackup copy(**connection);
    std::vector<double> shares{copy.share()};
    const auto bytes = copy.copyTo(bed.folder.filePath(QStringLiteral("copy.db")), [&] {
        shares.push_back(copy.share());
        return true;
    });
    QVERIFY(bytes);
    QVERIFY(shares.size() >= 2);
    QCOMPARE(shares.front(), 0.0);
    QVERIFY(std::ranges::is_sorted(shares));
    QVERIFY(shares.back() > 0 && shares.back() < 1);
    QCOMPARE(copy.share(), 1.0);
}

int main(int argc, char **argv)
{
    if (const int code = tests::DatabaseHolder::holdIfAsked(argc, argv); code >= 0)
        return code;
    QCoreApplication application(argc, argv);
    CancelledWorkTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cancelled_work.moc"
