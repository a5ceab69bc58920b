// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/relay_child.h"
#include "tests/support/fake_upstream.h"
#include "tests/support/http_client.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QJsonValue dataOf(const ApiAnswer &answer)
{
    return answer.json()[u"data"_s];
}

QString instance(const RelayChild &relay)
{
    return dataOf(relay.call("GET", "/api/status"))[u"instance_id"].toString();
}

QString eventText(const RelayChild &relay, const QString &kind)
{
    for (const QJsonValue &event : dataOf(relay.call("GET", "/api/event")).toArray())
        if (event[u"kind"].toString() == kind)
            return event[u"text"].toString();
    return {};
}

void writeEnv(const RelayChild &relay, const QString &text)
{
    QFile file(relay.dataDir() + u"/.env"_s);
    if (!file.open(QFile::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("cannot write .env");
}

int setting(const RelayChild &relay, const QString &name, const QJsonValue &value)
{
    return relay.call("PUT", "/api/option/", {{u"key"_s, name}, {u"value"_s, value}}).status;
}

int command(const RelayChild &relay, const QStringList &words)
{
    QProcess process;
    process.start(QStringLiteral(TRAYRELAY_BINARY), QStringList{u"--data-dir"_s, relay.dataDir()} + words);
    return process.waitForFinished(60'000) ? process.exitCode() : -1;
}

} // namespace

// The relay begins anew inside the running program: POST /api/traffic/restart, and trayrelay restart.
class RestartTest final : public QObject
{
    Q_OBJECT

private slots:
    void aPortThatTheSystemChoseIsKept();
    void whatTakesEffectAtRestartDoes();
    void aPortOfTheCommandLineStands();
    void aPortThatIsTakenIsNoEnd();
    void aDatabaseThatCannotBeOpenedIsNoEnd();
    void aPauseOutlivesARestart();
    void clientsWaitMeanwhile();
    void anAddressThatIsLeftIsClosed();
    void theCommandsOfARunningRelay();
    void commandsNeedARunningRelay();
};

void RestartTest::aPortThatTheSystemChoseIsKept()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY(relay.start());
    const std::uint16_t port = relay.port();
    const qint64 process = relay.processId();
    const QString before = instance(relay);
    QCOMPARE(relay.call("POST", "/api/traffic/restart").status, 200);
    QVERIFY(relay.awaitListening());
    QCOMPARE(relay.port(), port);
    QCOMPARE(relay.processId(), process);
    QVERIFY(!before.isEmpty());
    QVERIFY(instance(relay) != before);
    QVERIFY(!eventText(relay, u"restarted"_s).isEmpty());
    QCOMPARE(relay.stop(), 0);
}

void RestartTest::whatTakesEffectAtRestartDoes()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.anyPort = false;
    writeEnv(relay, u"PORT=%1\nLEDGER_JOURNAL_MB=2\n"_s.arg(closedPort()));
    QVERIFY(relay.start());
    const std::uint16_t wanted = closedPort();
    QVERIFY(wanted != relay.port());
    QCOMPARE(setting(relay, u"PORT"_s, wanted), 200);
    QCOMPARE(setting(relay, u"LEDGER_JOURNAL_MB"_s, 3), 200);
    QCOMPARE(setting(relay, u"SQLITE_PATH"_s, u"other.db"_s), 200);
    QCOMPARE(relay.call("POST", "/api/traffic/restart").status, 200);
    QVERIFY(relay.awaitListening());
    QCOMPARE(relay.port(), wanted);
    const QJsonValue database = dataOf(relay.call("GET", "/api/database/"));
    QVERIFY(database[u"path"].toString().endsWith(u"/other.db"));
    QVERIFY(database[u"journal_bytes"].toInteger() > 2 * 1024 * 1024);
}

void RestartTest::aPortOfTheCommandLineStands()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.anyPort = false;
    relay.arguments = {u"--port"_s, QString::number(closedPort())};
    QVERIFY(relay.start());
    const std::uint16_t port = relay.port();
    writeEnv(relay, u"PORT=%1\n"_s.arg(closedPort()));
    QCOMPARE(relay.call("POST", "/api/traffic/restart").status, 200);
    QVERIFY(relay.awaitListening());
    QCOMPARE(relay.port(), port);
}

void RestartTest::aPortThatIsTakenIsNoEnd()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.anyPort = false;
    writeEnv(relay, u"PORT=%1\n"_s.arg(closedPort()));
    QVERIFY(relay.start());
    const std::uint16_t port = relay.port();
    const ApiAnswer trial = relay.call("POST", "/api/traffic/try_listen",
                                       {{u"address"_s, u"127.0.0.1"_s}, {u"port"_s, other.serverPort()}});
    QCOMPARE(trial.status, 409);
    QVERIFY2(trial.body.find("tst_restart") != std::string::npos, trial.body.c_str());
    QCOMPARE(setting(relay, u"PORT"_s, other.serverPort()), 200);
    QCOMPARE(relay.call("POST", "/api/traffic/restart").status, 200);
    QVERIFY(relay.awaitListening());
    QCOMPARE(relay.port(), port);
    QVERIFY(eventText(relay, u"restart_failed"_s).contains(QString::number(other.serverPort())));
    QVERIFY(eventText(relay, u"restarted"_s).isEmpty());
    // It can be mended from there: the setting is what was wished.
    other.close();
    QCOMPARE(relay.call("POST", "/api/traffic/restart").status, 200);
    QVERIFY(relay.awaitListening());
    QVERIFY(relay.port() != port);
}

void RestartTest::aDatabaseThatCannotBeOpenedIsNoEnd()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY(relay.start());
    const QString before = dataOf(relay.call("GET", "/api/database/"))[u"path"].toString();
    QCOMPARE(setting(relay, u"SQLITE_PATH"_s, u"no/such/folder/x.db"_s), 200);
    QCOMPARE(relay.call("POST", "/api/traffic/restart").status, 200);
    QVERIFY(relay.awaitListening());
    QCOMPARE(dataOf(relay.call("GET", "/api/database/"))[u"path"].toString(), before);
    QVERIFY(!eventText(relay, u"restart_failed"_s).isEmpty());
}

void RestartTest::aPauseOutlivesARestart()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY(relay.start());
    QCOMPARE(relay.call("POST", "/api/traffic/pause").status, 200);
    QCOMPARE(relay.call("POST", "/api/traffic/restart").status, 200);
    QVERIFY(relay.awaitListening());
    QVERIFY(dataOf(relay.call("GET", "/api/status"))[u"paused"].toBool());
}

// Nobody is refused, and nobody's connection ends without an answer.
void RestartTest::clientsWaitMeanwhile()
{
    constexpr int kClients = 6;
    const std::string key = "sk-a-client-that-waits-0123456789";
    const std::string body = R"({"model":"demo-echo","messages":[{"role":"user","content":"hi"}]})";
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    relay.environment[u"INITIAL_ROOT_TOKEN"_s] = QString::fromStdString(key);
    QVERIFY(relay.start());
    const std::uint16_t port = relay.port();
    std::atomic<bool> over = false;
    std::atomic<int> answered = 0;
    std::atomic<int> refused = 0;
    std::atomic<int> unanswered = 0;
    std::vector<std::jthread> clients;
    for (int i = 0; i < kClients; ++i) {
        clients.emplace_back([&] {
            while (!over) {
                HttpClient client(port, key);
                client.post("/v1/chat/completions", body, "Connection: close\r\n");
                const int status = client.read().status;
                ++(!client.connected() ? refused : status == 200 ? answered : unanswered);
                std::this_thread::sleep_for(5ms); // a port of the machine each time: there are some 28,000
            }
        });
    }
    for (int round = 0; round < 3; ++round) {
        const int before = answered;
        QTRY_VERIFY(answered > before + kClients);
        QCOMPARE(command(relay, {u"restart"_s}), 0);
        QVERIFY(relay.awaitListening());
        QCOMPARE(relay.port(), port);
    }
    const int before = answered;
    QTRY_VERIFY(answered > before + kClients);
    over = true;
    clients.clear();
    QCOMPARE(refused.load(), 0);
    QCOMPARE(unanswered.load(), 0);
    QCOMPARE(dataOf(relay.call("GET", "/api/log/stat"))[u"requests"].toInt(), answered.load());
}

// The port stays, the address does not: the socket of before must not be in the way.
void RestartTest::anAddressThatIsLeftIsClosed()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY(relay.start());
    const std::uint16_t port = relay.port();
    QCOMPARE(setting(relay, u"LISTEN_ADDRESS"_s, u"0.0.0.0"_s), 200);
    QCOMPARE(relay.call("POST", "/api/traffic/restart").status, 200);
    QVERIFY(relay.awaitListening());
    QCOMPARE(relay.port(), port);
    QVERIFY2(eventText(relay, u"restart_failed"_s).isEmpty(),
             qPrintable(eventText(relay, u"restart_failed"_s)));
}

void RestartTest::theCommandsOfARunningRelay()
{
    QTemporaryDir folder;
    RelayChild relay(folder.path());
    QVERIFY(relay.start());
    QCOMPARE(command(relay, {u"pause"_s}), 0);
    QVERIFY(dataOf(relay.call("GET", "/api/status"))[u"paused"].toBool());
    QCOMPARE(command(relay, {u"resume"_s}), 0);
    QVERIFY(!dataOf(relay.call("GET", "/api/status"))[u"paused"].toBool(true));
    QCOMPARE(command(relay, {u"traffic"_s}), 0);
    QCOMPARE(command(relay, {u"traffic"_s, u"--model"_s, u"demo-echo"_s}), 0);
    QCOMPARE(command(relay, {u"traffic"_s, u"--model"_s, u"nobody"_s}), 1);
    const QString before = instance(relay);
    QCOMPARE(command(relay, {u"restart"_s}), 0);
    QVERIFY(relay.awaitListening());
    QVERIFY(instance(relay) != before);
}

void RestartTest::commandsNeedARunningRelay()
{
    QTemporaryDir folder;
    const RelayChild relay(folder.path());
    for (const QString &word : {u"pause"_s, u"resume"_s, u"traffic"_s, u"restart"_s})
        QCOMPARE(command(relay, {word}), 1);
}

QTEST_GUILESS_MAIN(RestartTest)
#include "tst_restart.moc"
