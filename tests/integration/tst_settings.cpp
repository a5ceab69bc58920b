// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <sqlite3.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace tests;

namespace {

// The admin API of a fixture.
class Admin final
{
public:
    explicit Admin(RelayFixture &relay)
        : m_relay(relay)
    {
    }

    HttpReply call(std::string_view method, std::string_view path, std::string_view body = {}) const
    {
        return HttpClient(m_relay.port(), m_relay.core().adminKey()).exchange(method, path, body);
    }
    QJsonObject setting(const QString &name) const
    {
        for (const QJsonValue &row : call("GET", "/api/option/").json()[QStringLiteral("data")].toArray())
            if (row[QStringLiteral("name")].toString() == name)
                return row.toObject();
        return {};
    }
    QString effective(const QString &name) const
    {
        return setting(name)[QStringLiteral("effective")].toString();
    }
    QJsonArray history() const
    {
        return call("GET", "/api/option/history").json()[QStringLiteral("data")].toArray();
    }

private:
    RelayFixture &m_relay;
};

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

// A connection of another program, as far as SQLite can tell, in the middle of a read.
class Reader final
{
public:
    explicit Reader(const QString &path)
    {
        sqlite3_open_v2(path.toUtf8().constData(), &m_connection, SQLITE_OPEN_READWRITE, nullptr);
        m_reads = sqlite3_exec(m_connection, "BEGIN; SELECT count(*) FROM usage", nullptr, nullptr,
                               nullptr) == SQLITE_OK;
    }
    ~Reader() { sqlite3_close(m_connection); }
    Q_DISABLE_COPY_MOVE(Reader)
    bool reads() const { return m_reads; }

private:
    sqlite3 *m_connection = nullptr;
    bool m_reads = false;
};

} // namespace

// Settings of a running relay: the engine takes them, .env and history have them, and undo brings them back.
class SettingsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aChangeReachesTheEngineTheFileAndTheHistory();
    void whatIsWrongChangesNothing_data();
    void whatIsWrongChangesNothing();
    void aFileThatWasEditedMeanwhileIsNotOverwritten();
    void theJournalModeChangesUnderLoad();
    void theJournalModeStaysWhileAnotherProgramReads();
    void fullRollbackAndBack();
    void presetsSayWhatTheyWouldChange();
    void undoSurvivesARestart();
    void theBodyLimitCountsAtOnce();
    void effectiveIsWhatIsInForce();
    void theDatabaseTakesNoNameOfTheRelays_data();
    void theDatabaseTakesNoNameOfTheRelays();
    void aPageSizeWaitsForTheNextVacuum();
};

void SettingsTest::aChangeReachesTheEngineTheFileAndTheHistory()
{
    RelayFixture relay;
    const Admin admin(relay);
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_SYNCHRONOUS")), QStringLiteral("NORMAL"));
    const HttpReply changed =
        admin.call("PUT", "/api/option/", R"({"key":"SQLITE_SYNCHRONOUS","value":"full"})");
    QVERIFY2(changed.status == 200, changed.body.c_str());
    const QJsonObject row = admin.setting(QStringLiteral("SQLITE_SYNCHRONOUS"));
    QCOMPARE(row[QStringLiteral("effective")].toString(), QStringLiteral("FULL"));
    QCOMPARE(row[QStringLiteral("value")].toString(), QStringLiteral("FULL"));
    QCOMPARE(row[QStringLiteral("source")].toString(), QStringLiteral("user"));
    QVERIFY(contents(relay.dataDir() + QStringLiteral("/.env")).contains("SQLITE_SYNCHRONOUS=FULL"));
    QCOMPARE(admin.history().size(), qsizetype{1});
    QCOMPARE(admin.history()[0][QStringLiteral("cause")].toString(), QStringLiteral("user"));

    QCOMPARE(admin.call("POST", "/api/option/undo").status, 200);
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_SYNCHRONOUS")), QStringLiteral("NORMAL"));
    QCOMPARE(admin.call("POST", "/api/option/undo").status, 409); // nothing is left
    QCOMPARE(admin.history().size(), qsizetype{2});
    QVERIFY(admin.history()[1][QStringLiteral("undone")].toBool());
}

void SettingsTest::whatIsWrongChangesNothing_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *claim, const char *body, int status, const char *text) {
        QTest::newRow(claim) << QByteArray(body) << status << QByteArray(text);
    };
    row("a wrong word", R"({"SQLITE_SYNCHRONOUS":"SOMETIMES"})", 400, "NORMAL");
    row("one right, one wrong", R"({"SQLITE_CACHE_SIZE":-1000,"SQLITE_SYNCHRONOUS":"X"})", 400, "NORMAL");
    row("beyond its bounds", R"({"SQLITE_MAX_OPEN_CONNS":0})", 400, "1");
    row("unknown", R"({"SQLITE_SYNCHRONOS":"FULL"})", 404, "SQLITE_SYNCHRONOUS");
    row("locked", R"({"PORT":3001})", 409, "PORT");
    row("not an object", R"([1])", 400, "object");
    row("nothing", R"({})", 400, "NAME");
    row("a list as value", R"({"SQLITE_CACHE_SIZE":[1]})", 400, "SQLITE_CACHE_SIZE");
}

void SettingsTest::whatIsWrongChangesNothing()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const QByteArray, text);
    RelayFixture relay;
    const Admin admin(relay);
    const HttpReply refused = admin.call("PUT", "/api/option/", body.toStdString());
    QCOMPARE(refused.status, status);
    QVERIFY2(refused.body.find(text.toStdString()) != std::string::npos, refused.body.c_str());
    QVERIFY(admin.history().isEmpty());
    QVERIFY(!QFile::exists(relay.dataDir() + QStringLiteral("/.env")));
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_CACHE_SIZE")), QStringLiteral("-64000"));
}

void SettingsTest::aFileThatWasEditedMeanwhileIsNotOverwritten()
{
    RelayFixture relay;
    const Admin admin(relay);
    QFile file(relay.dataDir() + QStringLiteral("/.env"));
    QVERIFY(file.open(QFile::WriteOnly) && file.write("# mine\nRETRY_TIMES=1\n") > 0);
    file.close();
    const HttpReply refused = admin.call("PUT", "/api/option/", R"({"SQLITE_SYNCHRONOUS":"FULL"})");
    QCOMPARE(refused.status, 409);
    QVERIFY2(refused.body.find("edited by hand") != std::string::npos, refused.body.c_str());
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_SYNCHRONOUS")), QStringLiteral("NORMAL"));
    QCOMPARE(contents(file.fileName()), QByteArray("# mine\nRETRY_TIMES=1\n"));
}

void SettingsTest::theJournalModeChangesUnderLoad()
{
    constexpr int kClients = 4;
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay{{"LOG_BATCH_SIZE", "5"}, {"LOG_BATCH_FLUSH_INTERVAL", "1"}};
    QVERIFY(relay.add("one", upstream.baseUrl()) != 0);
    const Admin admin(relay);
    std::atomic<bool> goOn = true;
    std::atomic<int> right = 0;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < kClients; ++i) {
        clients.emplace_back([&] {
            HttpClient client(relay.port(), relay.key());
            while (goOn)
                ++(client.exchange("POST", "/v1/chat/completions", chatRequest()).status == 200 ? right
                                                                                                : wrong);
        });
    }
    for (const char *mode : {"DELETE", "WAL", "TRUNCATE", "WAL"}) {
        const int before = right;
        QTRY_VERIFY(right > before + 20);
        const HttpReply changed =
            admin.call("PUT", "/api/option/", std::string(R"({"SQLITE_JOURNAL_MODE":")") + mode + "\"}");
        QVERIFY2(changed.status == 200, changed.body.c_str());
        QCOMPARE(admin.effective(QStringLiteral("SQLITE_JOURNAL_MODE")), QString::fromLatin1(mode));
    }
    goOn = false;
    for (std::thread &client : clients)
        client.join();
    QCOMPARE(wrong.load(), 0);
    const QJsonObject stat = admin.call("GET", "/api/log/stat").json()[QStringLiteral("data")].toObject();
    QCOMPARE(stat[QStringLiteral("requests")].toInt(), right.load());
}

void SettingsTest::theJournalModeStaysWhileAnotherProgramReads()
{
    RelayFixture relay{{"SQLITE_BUSY_TIMEOUT", "100"}};
    const Admin admin(relay);
    {
        const Reader reader(relay.dataDir() + QStringLiteral("/trayrelay.db"));
        QVERIFY(reader.reads());
        const HttpReply refused = admin.call("PUT", "/api/option/", R"({"SQLITE_JOURNAL_MODE":"DELETE"})");
        QVERIFY2(refused.status == 409, refused.body.c_str());
        QVERIFY2(refused.body.find("another program") != std::string::npos, refused.body.c_str());
        QCOMPARE(admin.effective(QStringLiteral("SQLITE_JOURNAL_MODE")), QStringLiteral("WAL"));
        QVERIFY(admin.history().isEmpty());
        QCOMPARE(relay.client().exchange("GET", "/v1/models").status, 200);
    }
    QCOMPARE(admin.call("PUT", "/api/option/", R"({"SQLITE_JOURNAL_MODE":"DELETE"})").status, 200);
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_JOURNAL_MODE")), QStringLiteral("DELETE"));
}

void SettingsTest::fullRollbackAndBack()
{
    RelayFixture relay;
    const Admin admin(relay);
    QCOMPARE(admin.call("PUT", "/api/option/", R"({"SQLITE_CACHE_SIZE":-1000})").status, 200);
    const HttpReply applied = admin.call("POST", "/api/preset/Full%20rollback/apply");
    QVERIFY2(applied.status == 200, applied.body.c_str());
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_JOURNAL_MODE")), QStringLiteral("DELETE"));
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_SYNCHRONOUS")), QStringLiteral("FULL"));
    for (const char *off : {"SQLITE_OPTIMIZE_ENABLED", "LOCAL_CACHE_ENABLED", "LOG_BATCH_ENABLED",
                            "BATCH_UPDATE_ENABLED", "METRICS_ENABLED", "PPROF_ENABLED"})
        QCOMPARE(admin.setting(QString::fromLatin1(off))[QStringLiteral("value")].toString(),
                 QStringLiteral("false"));
    QCOMPARE(admin.setting(QStringLiteral("SQLITE_CACHE_SIZE"))[QStringLiteral("value")].toString(),
             QStringLiteral("-64000"));
    QVERIFY(!QFile::exists(relay.dataDir() + QStringLiteral("/trayrelay.db-wal")));
    const QJsonObject metrics = admin.call("GET", "/api/metrics/").json()[QStringLiteral("data")].toObject();
    QCOMPARE(metrics[QStringLiteral("enabled")].toBool(true), false);
    QCOMPARE(admin.history().size(), qsizetype{2});
    QCOMPARE(admin.call("POST", "/api/option/undo").status, 200);
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_JOURNAL_MODE")), QStringLiteral("WAL"));
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_CACHE_SIZE")), QStringLiteral("-1000"));
    QCOMPARE(admin.setting(QStringLiteral("METRICS_ENABLED"))[QStringLiteral("value")].toString(),
             QStringLiteral("true"));
}

void SettingsTest::presetsSayWhatTheyWouldChange()
{
    RelayFixture relay;
    const Admin admin(relay);
    QVERIFY(admin.call("GET", "/api/preset/").json()[QStringLiteral("data")].toArray().size() >= 11);
    const QJsonArray difference =
        admin.call("GET", "/api/preset/Aggressive/diff").json()[QStringLiteral("data")].toArray();
    QVERIFY(!difference.isEmpty());
    QVERIFY(admin.history().isEmpty());
    const HttpReply unknown = admin.call("GET", "/api/preset/Agressive/diff");
    QCOMPARE(unknown.status, 404);
    QVERIFY2(unknown.body.find("Aggressive") != std::string::npos, unknown.body.c_str());
    QCOMPARE(admin.call("POST", "/api/preset/Aggressive/apply").status, 200);
    QVERIFY(
        admin.call("GET", "/api/preset/Aggressive/diff").json()[QStringLiteral("data")].toArray().isEmpty());
}

void SettingsTest::undoSurvivesARestart()
{
    RelayFixture relay;
    QCOMPARE(
        Admin(relay).call("PUT", "/api/option/", R"({"SQLITE_CACHE_SIZE":-8000,"RETRY_TIMES":1})").status,
        200);
    relay.stop();
    QVERIFY(relay.start());
    const Admin admin(relay);
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_CACHE_SIZE")), QStringLiteral("-8000"));
    QCOMPARE(admin.setting(QStringLiteral("RETRY_TIMES"))[QStringLiteral("source")].toString(),
             QStringLiteral("user"));
    QCOMPARE(admin.call("POST", "/api/option/undo").status, 200);
    QCOMPARE(admin.effective(QStringLiteral("SQLITE_CACHE_SIZE")), QStringLiteral("-64000"));
    QCOMPARE(admin.setting(QStringLiteral("RETRY_TIMES"))[QStringLiteral("value")].toString(),
             QStringLiteral("3"));
}

void SettingsTest::theBodyLimitCountsAtOnce()
{
    RelayFixture relay;
    const Admin admin(relay);
    FakeUpstream upstream(scripts::chat());
    QVERIFY(relay.add("one", upstream.baseUrl()) != 0);
    const std::string body = chatRequest(false, R"(,"x":")" + std::string(1'100'000, 'x') + "\"");
    const auto status = [&] { return relay.client().exchange("POST", "/v1/chat/completions", body).status; };
    QCOMPARE(status(), 200);
    QCOMPARE(admin.call("PUT", "/api/option/", R"({"RELAY_MAX_BODY_MB":1})").status, 200);
    QCOMPARE(status(), 413);
}

void SettingsTest::effectiveIsWhatIsInForce()
{
    RelayFixture relay;
    const Admin admin(relay);
    const auto address = [&](const QString &field) {
        return admin.setting(QStringLiteral("LISTEN_ADDRESS"))[field].toString();
    };
    const HttpReply changed = admin.call("PUT", "/api/option/", R"({"LISTEN_ADDRESS":"0.0.0.0"})");
    QVERIFY2(changed.status == 200, changed.body.c_str());
    QCOMPARE(changed.json()[QStringLiteral("data")][QStringLiteral("at_restart")][0].toString(),
             QStringLiteral("LISTEN_ADDRESS"));
    QCOMPARE(address(QStringLiteral("value")), QStringLiteral("0.0.0.0"));
    QCOMPARE(address(QStringLiteral("effective")), QStringLiteral("127.0.0.1"));
}

void SettingsTest::theDatabaseTakesNoNameOfTheRelays_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    QTest::newRow("the journal") << QStringLiteral("ledger.journal") << 400;
    QTest::newRow("one that waits") << QStringLiteral("./ledger.journal.of-0000000000000001") << 400;
    QTest::newRow("the key") << QStringLiteral("logs/../Master.key") << 400;
    QTest::newRow("the settings") << QStringLiteral(".env") << 400;
    QTest::newRow("a log") << QStringLiteral("logs/trayrelay.log") << 400;
    QTest::newRow("a backup") << QStringLiteral("backups/trayrelay-20250101-000000.db") << 400;
    QTest::newRow("another one") << QStringLiteral("second.db") << 200;
    QTest::newRow("a folder of the user's") << QStringLiteral("old/ledger.db") << 200;
}

void SettingsTest::theDatabaseTakesNoNameOfTheRelays()
{
    QFETCH(QString, path);
    QFETCH(int, status);
    RelayFixture relay;
    const Admin admin(relay);
    const HttpReply changed =
        admin.call("PUT", "/api/option/", "{\"SQLITE_PATH\":\"" + path.toStdString() + "\"}");
    QVERIFY2(changed.status == status, changed.body.c_str());
    QCOMPARE(changed.body.find("SQLITE_PATH names ") != std::string::npos, status == 400);
    QCOMPARE(admin.setting(QStringLiteral("SQLITE_PATH"))[QStringLiteral("value")].toString(),
             status == 200 ? path : QStringLiteral("trayrelay.db"));
}

void SettingsTest::aPageSizeWaitsForTheNextVacuum()
{
    RelayFixture relay;
    const Admin admin(relay);
    const QString pageSize = QStringLiteral("SQLITE_PAGE_SIZE");
    const HttpReply changed = admin.call("PUT", "/api/option/", R"({"SQLITE_PAGE_SIZE":8192})");
    QVERIFY2(changed.status == 200, changed.body.c_str());
    const QJsonObject outcome = changed.json()[QStringLiteral("data")].toObject();
    QCOMPARE(outcome[QStringLiteral("at_vacuum")].toArray(), QJsonArray{pageSize});
    QVERIFY(outcome[QStringLiteral("at_restart")].toArray().isEmpty());
    QCOMPARE(admin.setting(pageSize)[QStringLiteral("takes_effect")].toString(),
             QStringLiteral("at the next VACUUM"));
    QCOMPARE(admin.effective(pageSize), QStringLiteral("4096"));
    const HttpReply rewritten = admin.call("POST", "/api/database/vacuum");
    QVERIFY2(rewritten.status == 200, rewritten.body.c_str());
    QCOMPARE(admin.effective(pageSize), QStringLiteral("8192"));
}

QTEST_GUILESS_MAIN(SettingsTest)
#include "tst_settings.moc"
