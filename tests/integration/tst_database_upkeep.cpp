// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ledger_bed.h"
#include "tests/support/database_holder.h"
#include "tests/support/database_view.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <future>
#include <sys/mount.h>

using namespace tests;

// The database is looked after while clients are served, and while others hold it: no request fails, no row
// is lost, and who edits is told what is in the way.
class DatabaseUpkeepTest final : public QObject
{
    Q_OBJECT

private slots:
    void longWorkUnderClientLoad_data();
    void longWorkUnderClientLoad();
    void aBackupHasWhatWasAnswered();
    void retentionUnderClientLoad();
    void anEditOfALockedDatabaseSaysWhoHoldsIt();
    void aSwitchOfTheJournalModeSaysWhoHoldsTheFile();
    void aFullDiskTakesNoBackup();
    void aFolderThatCannotBeWrittenTakesNoBackup();
    void aNewerDatabaseIsLeftAlone();
};

namespace {

constexpr int kClients = 6;

bool execute(const QString &path, const std::string &sql)
{
    return DatabaseView(path).run(sql.c_str());
}

QString databaseOf(const QTemporaryDir &folder)
{
    return folder.filePath(QStringLiteral("trayrelay.db"));
}

// Rows of long ago, under ids that the ledger has passed or will not reach.
std::string oldRows(int count)
{
    const qint64 begin = QDateTime::currentMSecsSinceEpoch() - qint64{200} * 86'400'000;
    return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
           std::to_string(count) +
           ") INSERT INTO usage(id, created_at, request_id, token_id, channel_id, model, stream, status, "
           "failed, "
           "prompt, completion, cost_nano, quota, elapsed_us, overhead_us, queue_us, connect_us, "
           "upstream_us, "
           "request_bytes, response_bytes) SELECT -i, " +
           std::to_string(begin) +
           " + i * 60000, i, 1, 1, 'old', 0, 200, 0, 10, 5, 1000, 2, 1000, 10, 0, 0, 900, "
           "100, 100 FROM n";
}

// One answer more.
bool serveOne(LedgerBed &bed)
{
    const std::size_t before = bed.answers().size();
    bool sent = false;
    bed.send(1, [&sent] { return !std::exchange(sent, true); });
    return QTest::qWaitFor([&] { return bed.answers().size() > before; }, 20'000);
}

// Clients and upstream live on this thread: it must not stand still meanwhile.
ApiAnswer whileServing(const LedgerBed &bed, std::string path)
{
    std::future<ApiAnswer> answer =
        std::async(std::launch::async, [&bed, path] { return bed.relay.call("POST", path); });
    const auto ready = [&answer] {
        return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    };
    return QTest::qWaitFor(ready, 60'000) ? answer.get() : ApiAnswer();
}

} // namespace

void DatabaseUpkeepTest::longWorkUnderClientLoad_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("in WAL") << QStringLiteral("WAL");
    QTest::newRow("with a rollback journal") << QStringLiteral("DELETE");
}

void DatabaseUpkeepTest::longWorkUnderClientLoad()
{
    QFETCH(const QString, mode);
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 1);
    bed.relay.environment[QStringLiteral("SQLITE_JOURNAL_MODE")] = mode;
    bed.relay.environment[QStringLiteral("LOG_BATCH_FLUSH_INTERVAL")] = QStringLiteral("1");
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(serveOne(bed));
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY(execute(databaseOf(folder), oldRows(60'000))); // so that the work is long
    QVERIFY(bed.relay.start());
    bool goOn = true;
    bed.send(kClients, [&goOn] { return goOn; });
    for (const char *work :
         {"backup", "vacuum", "integrity_check", "checkpoint?mode=truncate", "backup", "vacuum"}) {
        const std::size_t before = bed.answers().size();
        const ApiAnswer done = whileServing(bed, std::string("/api/database/") + work);
        QVERIFY2(done.status == 200, (std::string(work) + ": " + done.body).c_str());
        QTRY_VERIFY_WITH_TIMEOUT(bed.answers().size() > before + 30, 20'000);
    }
    goOn = false;
    QTRY_VERIFY_WITH_TIMEOUT(bed.quiet(), 20'000);
    QCOMPARE(bed.answersOf(200), bed.answers().size()); // none failed
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY(execute(databaseOf(folder), "DELETE FROM usage WHERE id < 0"));
    QVERIFY(bed.relay.start());
    QCOMPARE(bed.difference(), QString()); // none lost, none twice
    const QDir backups(folder.filePath(QStringLiteral("backups")));
    const QStringList kept = backups.entryList({QStringLiteral("trayrelay-*.db")}, QDir::Files);
    QCOMPARE(kept.size(), qsizetype{2});
    for (const QString &name : kept)
        QCOMPARE(DatabaseView::number(backups.filePath(name), "SELECT count(*) FROM usage WHERE id < 0"),
                 std::int64_t{60'000});
}

void DatabaseUpkeepTest::aBackupHasWhatWasAnswered()
{
    constexpr int kExchanges = 5;
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 1);
    bed.relay.environment[QStringLiteral("LOG_BATCH_FLUSH_INTERVAL")] = QStringLiteral("3600");
    bed.relay.environment[QStringLiteral("LOG_BATCH_SIZE")] = QStringLiteral("1000");
    bed.relay.environment[QStringLiteral("BATCH_UPDATE_INTERVAL")] = QStringLiteral("3600");
    QCOMPARE(bed.setUp(), QString());
    for (int i = 0; i < kExchanges; ++i)
        QVERIFY(serveOne(bed));
    const QDir backups(folder.filePath(QStringLiteral("backups")));
    QVERIFY(backups.mkpath(QStringLiteral(".")));
    for (const char *name : {"trayrelay-20250101-000000.db.part", "before-restore-20250101-000000.db.part",
                             "another.db.part"}) // killed in the middle; the last is somebody else's
        QVERIFY(QFile(backups.filePath(QString::fromLatin1(name))).open(QFile::WriteOnly));
    QCOMPARE(bed.relay.call("POST", "/api/database/backup").status, 200);
    QCOMPARE(backups.entryList({QStringLiteral("*.part")}, QDir::Files),
             QStringList{QStringLiteral("another.db.part")});
    const QStringList kept = backups.entryList({QStringLiteral("trayrelay-*.db")}, QDir::Files);
    QCOMPARE(kept.size(), qsizetype{1});
    const QString copy = backups.filePath(kept.first());
    QCOMPARE(DatabaseView::number(copy, "SELECT count(*) FROM usage WHERE status = 200"),
             std::int64_t{kExchanges});
    QVERIFY(DatabaseView::number(copy, "SELECT sum(used_quota) FROM tokens") > 0);
    QCOMPARE(bed.relay.stop(), 0);
}

void DatabaseUpkeepTest::retentionUnderClientLoad()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 2);
    bed.relay.environment[QStringLiteral("LOG_BATCH_FLUSH_INTERVAL")] = QStringLiteral("1");
    QCOMPARE(bed.setUp(), QString());
    QVERIFY(serveOne(bed));
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY(execute(databaseOf(folder), oldRows(20'000)));
    QVERIFY(bed.relay.start());
    bool goOn = true;
    bed.send(kClients, [&goOn] { return goOn; });
    QTRY_VERIFY(bed.answers().size() > 50);
    const ApiAnswer set = bed.relay.call("PUT", "/api/option/", {{QStringLiteral("LOG_RETENTION_DAYS"), 30}});
    QVERIFY2(set.status == 200, set.body.c_str());
    const char *const left = "SELECT count(*) FROM usage WHERE id < 0";
    QTRY_COMPARE_WITH_TIMEOUT(DatabaseView::number(databaseOf(folder), left), std::int64_t{0}, 60'000);
    goOn = false;
    QTRY_VERIFY_WITH_TIMEOUT(bed.quiet(), 20'000);
    QCOMPARE(bed.answersOf(200), bed.answers().size());
    QCOMPARE(DatabaseView::number(databaseOf(folder), "SELECT sum(requests) FROM usage_daily"),
             std::int64_t{20'000});
    QCOMPARE(DatabaseView::number(databaseOf(folder), "SELECT sum(quota) FROM usage_daily"),
             std::int64_t{40'000});
    QCOMPARE(bed.difference(), QString());
}

void DatabaseUpkeepTest::anEditOfALockedDatabaseSaysWhoHoldsIt()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 3);
    bed.relay.environment[QStringLiteral("SQLITE_BUSY_TIMEOUT")] = QStringLiteral("200");
    QCOMPARE(bed.setUp(), QString());
    const QJsonObject channel{{QStringLiteral("name"), QStringLiteral("another")},
                              {QStringLiteral("type"), QStringLiteral("openai-compatible")},
                              {QStringLiteral("base_url"), QStringLiteral("http://127.0.0.1:9/v1")},
                              {QStringLiteral("key"), QStringLiteral("k-0123456789")},
                              {QStringLiteral("models"), QJsonArray{QStringLiteral("m")}}};
    const QJsonObject token{{QStringLiteral("name"), QStringLiteral("another")}};
    {
        const DatabaseHolder other(databaseOf(folder), QStringLiteral("BEGIN IMMEDIATE"));
        QVERIFY(other.holds());
        for (const auto &[path, body] :
             {std::pair{"/api/channel/", channel}, std::pair{"/api/token/", token}}) {
            const ApiAnswer refused = bed.relay.call("POST", path, body);
            QVERIFY2(refused.status == 503, refused.body.c_str());
            QVERIFY2(refused.body.find(other.shown()) != std::string::npos, refused.body.c_str());
            QVERIFY2(refused.body.find("then try again") != std::string::npos, refused.body.c_str());
        }
        QCOMPARE(bed.relay.call("GET", "/api/channel/").status, 200); // reading goes on
    }
    QCOMPARE(bed.relay.call("POST", "/api/channel/", channel).status, 200);
    QCOMPARE(bed.relay.call("POST", "/api/token/", token).status, 200);
}

void DatabaseUpkeepTest::aSwitchOfTheJournalModeSaysWhoHoldsTheFile()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 4);
    bed.relay.environment[QStringLiteral("SQLITE_BUSY_TIMEOUT")] = QStringLiteral("200");
    QCOMPARE(bed.setUp(), QString());
    const QJsonObject wanted{{QStringLiteral("SQLITE_JOURNAL_MODE"), QStringLiteral("DELETE")}};
    {
        const DatabaseHolder other(databaseOf(folder), QStringLiteral("BEGIN; SELECT count(*) FROM usage"));
        QVERIFY(other.holds());
        const ApiAnswer refused = bed.relay.call("PUT", "/api/option/", wanted);
        QVERIFY2(refused.status == 409, refused.body.c_str());
        QVERIFY2(refused.body.find(other.shown()) != std::string::npos, refused.body.c_str());
        QVERIFY2(refused.body.find("nothing was changed") != std::string::npos, refused.body.c_str());
    }
    QCOMPARE(bed.relay.call("PUT", "/api/option/", wanted).status, 200);
    QCOMPARE(bed.difference(), QString());
}

void DatabaseUpkeepTest::aFullDiskTakesNoBackup()
{
    QTemporaryDir folder;
    const QString backups = folder.filePath(QStringLiteral("backups"));
    QVERIFY(QDir().mkpath(backups));
    const QByteArray mountPoint = QFile::encodeName(backups);
    if (::mount("none", mountPoint.constData(), "tmpfs", 0, "size=4m") != 0)
        QSKIP("a small file system cannot be mounted here (that takes root): a full disk is not tried");
    const auto unmount = qScopeGuard([&] { ::umount2(mountPoint.constData(), MNT_DETACH); });
    LedgerBed bed(folder.path(), 5);
    QCOMPARE(bed.setUp(), QString());
    const ApiAnswer first = bed.relay.call("POST", "/api/database/backup"); // fits
    QVERIFY2(first.status == 200, first.body.c_str());
    QVERIFY(serveOne(bed));
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY(execute(databaseOf(folder), oldRows(60'000)));
    QVERIFY(bed.relay.start());
    const ApiAnswer refused = bed.relay.call("POST", "/api/database/backup");
    QVERIFY2(refused.status == 500, refused.body.c_str());
    QVERIFY2(refused.body.find("free some space") != std::string::npos, refused.body.c_str());
    // What was there stays, and nothing half-done beside it.
    QCOMPARE(
        QDir(backups).entryList(QDir::Files),
        QStringList{
            QFileInfo(first.json()[QStringLiteral("data")][QStringLiteral("path")].toString()).fileName()});
    QVERIFY(serveOne(bed));
    QCOMPARE(bed.answersOf(200), std::size_t{2});
}

void DatabaseUpkeepTest::aFolderThatCannotBeWrittenTakesNoBackup()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 6);
    QCOMPARE(bed.setUp(), QString());
    QFile inTheWay(folder.filePath(QStringLiteral("backups")));
    QVERIFY(inTheWay.open(QFile::WriteOnly));
    const ApiAnswer refused = bed.relay.call("POST", "/api/database/backup");
    QVERIFY2(refused.status == 500, refused.body.c_str());
    QVERIFY2(refused.body.find("backups") != std::string::npos, refused.body.c_str());
    QVERIFY(inTheWay.remove());
    QCOMPARE(bed.relay.call("POST", "/api/database/backup").status, 200);
}

void DatabaseUpkeepTest::aNewerDatabaseIsLeftAlone()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 7);
    QCOMPARE(bed.setUp(), QString());
    QCOMPARE(bed.relay.stop(), 0);
    QVERIFY(execute(databaseOf(folder), "PRAGMA user_version = 99; CREATE TABLE of_tomorrow(x)"));
    QFile file(databaseOf(folder));
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArray before = file.readAll();
    QVERIFY(!bed.relay.start());
    QCOMPARE(bed.relay.waitForExit(), 1);
    QVERIFY2(bed.relay.output().find("newer TrayRelay (format 99") != std::string::npos,
             bed.relay.output().c_str());
    file.seek(0);
    QVERIFY(file.readAll() == before);
}

int main(int argc, char **argv)
{
    if (const int held = DatabaseHolder::holdIfAsked(argc, argv); held >= 0)
        return held;
    QCoreApplication application(argc, argv);
    DatabaseUpkeepTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_database_upkeep.moc"
