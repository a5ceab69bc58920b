// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QJsonArray>
#include <QTest>

using namespace relay;
using api::CheckpointMode;

// /api/database/
class DatabaseApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void showHasTheContractsFields();
    void aCheckpointTellsWhatSqliteSays();
    void modes_data();
    void modes();
    void anotherModeIsRefused_data();
    void anotherModeIsRefused();
    void theCheckTellsWhatIsWrong();
    void vacuumTellsBothSizes();
    void aBackupTellsWhereItIs();
    void failureOfTheService_data();
    void failureOfTheService();
    void needsTheAdminKey();
};

void DatabaseApiTest::showHasTheContractsFields()
{
    AdminClient client;
    api::DatabaseSnapshot &now = client.service.fakeDatabase.snapshot;
    now.path = "/data/trayrelay.db";
    now.fileBytes = 5'000'000'000;
    now.walBytes = 4152;
    now.journalBytes = 67'108'864;
    now.walFrames = 1;
    now.writer = {{"journal_mode", "WAL"}, {"synchronous", "NORMAL"}};
    now.readers = {{{"journal_mode", "WAL"}}, {{"journal_mode", "WAL"}}};
    const Answer answer = client.get("/api/database/");
    QCOMPARE(answer.status, 200);
    const QJsonValue data = answer.data();
    QCOMPARE(data[QLatin1String("file_bytes")].toInteger(), 5'000'000'000);
    QCOMPARE(data[QLatin1String("wal_bytes")].toInteger(), 4152);
    QCOMPARE(data[QLatin1String("journal_bytes")].toInteger(), 67'108'864);
    QCOMPARE(data[QLatin1String("wal_frames")].toInteger(), 1);
    QVERIFY(data[QLatin1String("last_checkpoint")].isNull());
    const QJsonValue pragmas = data[QLatin1String("pragmas")];
    QCOMPARE(pragmas[QLatin1String("writer")][QLatin1String("synchronous")].toString(),
             QStringLiteral("NORMAL"));
    QCOMPARE(pragmas[QLatin1String("readers")].toArray().size(), 2);
    QCOMPARE(pragmas[QLatin1String("readers")][1][QLatin1String("journal_mode")].toString(),
             QStringLiteral("WAL"));
}

void DatabaseApiTest::aCheckpointTellsWhatSqliteSays()
{
    AdminClient client;
    client.service.fakeDatabase.checkpointResult = {1, 120, 80, 1000.5, "process 7 (sqlite3)"};
    const Answer answer = client.call("POST", "/api/database/checkpoint?mode=full");
    QCOMPARE(answer.status, 200);
    const QJsonObject expected{{QStringLiteral("busy"), 1},
                               {QStringLiteral("log"), 120},
                               {QStringLiteral("checkpointed"), 80},
                               {QStringLiteral("elapsed_ms"), 1000.5},
                               {QStringLiteral("holder"), QStringLiteral("process 7 (sqlite3)")}};
    QCOMPARE(answer.data().toObject(), expected);
}

void DatabaseApiTest::modes_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("mode");
    const auto row = [](const char *name, const char *query, CheckpointMode mode) {
        QTest::newRow(name) << QByteArray(query) << static_cast<int>(mode);
    };
    row("none: SQLite's own", "", CheckpointMode::Passive);
    row("passive", "?mode=passive", CheckpointMode::Passive);
    row("full", "?mode=full", CheckpointMode::Full);
    row("restart", "?mode=restart", CheckpointMode::Restart);
    row("truncate", "?mode=truncate", CheckpointMode::Truncate);
    row("in capitals", "?mode=TRUNCATE", CheckpointMode::Truncate);
}

void DatabaseApiTest::modes()
{
    QFETCH(const QByteArray, query);
    QFETCH(const int, mode);
    AdminClient client;
    QCOMPARE(client.call("POST", "/api/database/checkpoint" + query).status, 200);
    QVERIFY(client.service.fakeDatabase.lastMode);
    QCOMPARE(static_cast<int>(*client.service.fakeDatabase.lastMode), mode);
}

void DatabaseApiTest::anotherModeIsRefused_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::newRow("another word") << QByteArray("fast");
    QTest::newRow("a part of one") << QByteArray("trunc");
    QTest::newRow("more than one") << QByteArray("full);DROP%20TABLE%20usage");
}

void DatabaseApiTest::anotherModeIsRefused()
{
    QFETCH(const QByteArray, mode);
    AdminClient client;
    const Answer answer = client.call("POST", "/api/database/checkpoint?mode=" + mode);
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.message(), QStringLiteral("mode must be passive, full, restart or truncate"));
    QVERIFY(!client.service.fakeDatabase.lastMode);
}

void DatabaseApiTest::theCheckTellsWhatIsWrong()
{
    AdminClient client;
    client.service.fakeDatabase.integrityResult = {false, {"row 7 missing from index usage_by_time"}, 12.5};
    const Answer answer = client.call("POST", "/api/database/integrity_check");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.data()[QLatin1String("ok")].toBool(true), false);
    QCOMPARE(answer.data()[QLatin1String("problems")][0].toString(),
             QStringLiteral("row 7 missing from index usage_by_time"));
    QCOMPARE(answer.data()[QLatin1String("elapsed_ms")].toDouble(), 12.5);
}

void DatabaseApiTest::vacuumTellsBothSizes()
{
    AdminClient client;
    client.service.fakeDatabase.vacuumResult = {8192, 4096, 3.5};
    const Answer answer = client.call("POST", "/api/database/vacuum");
    QCOMPARE(answer.status, 200);
    const QJsonObject expected{{QStringLiteral("bytes_before"), 8192},
                               {QStringLiteral("bytes_after"), 4096},
                               {QStringLiteral("elapsed_ms"), 3.5}};
    QCOMPARE(answer.data().toObject(), expected);
}

void DatabaseApiTest::aBackupTellsWhereItIs()
{
    AdminClient client;
    client.service.fakeDatabase.backupResult = {"/data/backups/trayrelay-20260101-000000.db", 4096, 7.5};
    const Answer answer = client.call("POST", "/api/database/backup");
    QCOMPARE(answer.status, 200);
    const QJsonObject expected{
        {QStringLiteral("path"), QStringLiteral("/data/backups/trayrelay-20260101-000000.db")},
        {QStringLiteral("bytes"), 4096},
        {QStringLiteral("elapsed_ms"), 7.5}};
    QCOMPARE(answer.data().toObject(), expected);
}

void DatabaseApiTest::failureOfTheService_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("figures") << QByteArray("GET") << QByteArray("/api/database");
    QTest::newRow("checkpoint") << QByteArray("POST") << QByteArray("/api/database/checkpoint");
    QTest::newRow("vacuum") << QByteArray("POST") << QByteArray("/api/database/vacuum");
    QTest::newRow("backup") << QByteArray("POST") << QByteArray("/api/database/backup");
    QTest::newRow("check") << QByteArray("POST") << QByteArray("/api/database/integrity_check/");
}

void DatabaseApiTest::failureOfTheService()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, path);
    AdminClient client;
    client.service.fakeDatabase.failure = Error{ErrorKind::Unavailable, QStringLiteral("shutting down")};
    const Answer answer = client.call(method.constData(), path);
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.message(), QStringLiteral("shutting down"));
}

void DatabaseApiTest::needsTheAdminKey()
{
    AdminClient client;
    for (const char *path : {"checkpoint", "integrity_check", "vacuum", "backup"}) {
        const Answer answer = client.call("POST", QByteArray("/api/database/") + path, {}, QByteArray());
        QCOMPARE(answer.status, 401);
    }
    QVERIFY(!client.service.fakeDatabase.lastMode);
}

QTEST_GUILESS_MAIN(DatabaseApiTest)
#include "tst_database_api.moc"
