// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ledger_bed.h"
#include "tests/support/others_rights.h"
#include "tests/support/reserved_port.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

using namespace tests;

// Keys, tokens and prompts stay where they belong: planted ones are looked for in every file of the data
// directory (with backups, history and logs), in what the program prints at its most talkative, in every
// answer of the admin API, in the exported ledger, in a report and in profiles.
class LedgerSecretsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void secretOccursNowhere_data();
    void secretOccursNowhere();
    void quotedPromptStaysInTheLedger();
    void eachPlaceWasLookedThrough_data();
    void eachPlaceWasLookedThrough();
    void keyIsToldAtItsCreationAlone();

private:
    void makeChannels(const LedgerBed &bed);
    void talk(LedgerBed &bed);
    void collect(const QString &folder);
    void ask(const RelayChild &relay, const std::string &path);
    void takeProfiles();
    std::string placeOf(const std::string &secret) const; // and what stands around it; empty: nowhere

    struct Place
    {
        std::string name;
        std::string bytes;
    };
    std::vector<Place> m_places;
    std::string m_createdToken;
    std::string m_masterKey;
    const ReservedPort m_profilingPort;
    bool m_logged = false;
};

namespace {

constexpr const char *kProviderKey = "sk-provider-PLANTED-7f3a9c1e5b";
constexpr const char *kSecondKey = "sk-provider-SECOND-44d0aa92c7";
constexpr const char *kHeaderSecret = "header-PLANTED-2b8e61f0";
constexpr const char *kProxyPassword = "proxyPLANTEDpassword";
constexpr const char *kSettingPassword = "settingPLANTEDpassword";
constexpr const char *kQueryKey = "queryPLANTEDkey";
constexpr const char *kFirstToken = "sk-firsttokenPLANTED0123456789abcdef";
constexpr const char *kWrongToken = "sk-wrongtokenPLANTED0123456789";
constexpr const char *kPrompt = "the prompt PLANTED about blue elephants";
constexpr const char *kQuotedPrompt = "the prompt QUOTED about green whales";
constexpr const char *kAnswerText = "one two three";

std::string post(const std::string &path, const std::string &key, const std::string &body)
{
    return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key +
           "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

QByteArray unzipped(const QByteArray &bytes)
{
    QProcess gzip;
    gzip.start(QStringLiteral("gzip"), {QStringLiteral("-dc")});
    gzip.write(bytes);
    gzip.closeWriteChannel();
    return gzip.waitForFinished() && gzip.exitCode() == 0 ? gzip.readAllStandardOutput() : QByteArray();
}

std::string bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4).toStdString();
}

std::string without(const std::string &text, const std::string &prefix)
{
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

// As some upstreams do: the error repeats the key and what was asked.
std::optional<PricedUpstream::Scripted> quotingError(std::string_view head, std::string_view body)
{
    const std::size_t at = body.find("upstream-says-");
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::size_t key = head.find("Bearer ") + 7;
    std::string message = "Incorrect API key provided: ";
    message.append(head.substr(key, head.find("\r\n", key) - key)).append(".");
    if (body.find(kQuotedPrompt) != std::string_view::npos)
        message.append(" You asked: ").append(kQuotedPrompt);
    return PricedUpstream::Scripted{std::stoi(std::string(body.substr(at + 14, 3))),
                                    R"({"error":{"message":")" + message +
                                        R"(","type":"invalid_request_error","code":"invalid_api_key"}})"};
}

} // namespace

// Good requests, refused ones, broken ones, and an upstream that repeats the key it was given.
void LedgerSecretsTest::talk(LedgerBed &bed)
{
    int left = 40;
    bed.send(4, [&left] { return left-- > 0; });
    QTRY_VERIFY(bed.quiet());
    QVERIFY(bed.answersOf(200) >= 36);
    const std::string prompt = kPrompt;
    const std::string body =
        R"({"model":"gpt-4o-mini-00000001","messages":[{"role":"user","content":")" + prompt + "\"}]}";
    const std::string path = "/v1/chat/completions";
    std::vector<std::string> requests{
        post(path, kWrongToken, body),
        post(path + "?key=" + kWrongToken, kWrongToken, body),
        post("/v1/unknown?key=" + std::string(kWrongToken), kFirstToken, body),
        post(path, kFirstToken, body.substr(0, body.size() - 2)), // broken JSON
        post(path, kFirstToken, "\"" + prompt + "\""),
        post(path, kFirstToken,
             R"({"model":"none","messages":[{"role":"user","content":")" + prompt + "\"}]}"),
        "POST " + path + " HTTP/1.1\r\nAuthorization: Bearer " + kFirstToken + "\r\nBad header " + prompt +
            "\r\n\r\n",
        "GET " + path + "?key=" + kFirstToken +
            " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        "GET /api/token/?key=" + std::string(kFirstToken) +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    };
    for (const std::string model : {"upstream-says-302", "upstream-says-400", "upstream-says-401",
                                    "upstream-says-429", "upstream-says-500", "proxied"}) {
        const std::string asked = model == "proxied" ? prompt : kQuotedPrompt;
        requests.push_back(
            post(path, kFirstToken,
                 R"({"model":")" + model + R"(","messages":[{"role":"user","content":")" + asked + "\"}]}"));
    }
    for (const std::string &request : requests) {
        // The upstream is in this thread's event loop: a client beside it, not one that blocks.
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), bed.relay.port());
        socket.write(QByteArray::fromStdString(request));
        QTRY_VERIFY_WITH_TIMEOUT(socket.state() == QAbstractSocket::UnconnectedState, 20'000);
        const std::string answer = socket.readAll().toStdString();
        QVERIFY2(answer.starts_with("HTTP/1.1 ") && !answer.starts_with("HTTP/1.1 2"), answer.c_str());
    }
}

// With keys, headers and a proxy of their own; the answers mask them.
void LedgerSecretsTest::makeChannels(const LedgerBed &bed)
{
    const QString key = QString::fromLatin1(kProviderKey);
    const QString secondKey = QString::fromLatin1(kSecondKey);
    QJsonObject channel{
        {QStringLiteral("name"), QStringLiteral("keys")},
        {QStringLiteral("type"), QStringLiteral("openai")},
        {QStringLiteral("key"), QString(key + u'\n' + secondKey)},
        {QStringLiteral("base_url"), QStringLiteral("http://127.0.0.1:%1/v1").arg(bed.upstream.port())},
        {QStringLiteral("headers"),
         QJsonObject{{QStringLiteral("X-Secret"), QString::fromLatin1(kHeaderSecret)}}},
        {QStringLiteral("models"), QJsonArray{QStringLiteral("upstream-says-*")}}};
    const ApiAnswer direct = bed.relay.call("POST", "/api/channel/", channel);
    QVERIFY2(direct.status == 200, direct.body.c_str());
    channel[QStringLiteral("name")] = QStringLiteral("proxied");
    channel[QStringLiteral("models")] = QJsonArray{QStringLiteral("proxied")};
    channel[QStringLiteral("proxy")] =
        QStringLiteral("http://user:%1@127.0.0.1:1").arg(QString::fromLatin1(kProxyPassword));
    const ApiAnswer proxied = bed.relay.call("POST", "/api/channel/", channel);
    QVERIFY2(proxied.status == 200, proxied.body.c_str());
    m_places.push_back({"POST /api/channel/", direct.body + proxied.body});
}

// What comes compressed is looked into, too.
void LedgerSecretsTest::ask(const RelayChild &relay, const std::string &path)
{
    const ApiAnswer answer = relay.call("GET", path);
    QVERIFY2(answer.status == 200, (path + ": " + answer.body).c_str());
    const QByteArray plain = unzipped(QByteArray::fromStdString(answer.body));
    m_places.push_back({path, plain.isEmpty() ? answer.body : plain.toStdString()});
}

void LedgerSecretsTest::takeProfiles()
{
    for (const std::string path :
         {"/debug/pprof/profile?seconds=1", "/debug/pprof/heap", "/debug/pprof/goroutine",
          "/debug/pprof/goroutine?debug=2", "/debug/pprof/mutex", "/debug/pprof/cmdline"}) {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_profilingPort.number());
        socket.write(QByteArray::fromStdString("GET " + path +
                                               " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"));
        QTRY_VERIFY_WITH_TIMEOUT(socket.state() == QAbstractSocket::UnconnectedState, 20'000);
        const QByteArray answer = socket.readAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 200"), answer.left(200).constData());
        const std::string body = bodyOf(answer);
        const QByteArray plain = unzipped(QByteArray::fromStdString(body));
        m_places.push_back({path, plain.isEmpty() ? body : plain.toStdString()});
    }
}

void LedgerSecretsTest::initTestCase()
{
    QTemporaryDir folder;
    LedgerBed bed(folder.path(), 5);
    bed.relay.environment[QStringLiteral("INITIAL_ROOT_TOKEN")] = QString::fromLatin1(kFirstToken);
    bed.relay.environment[QStringLiteral("LOG_LEVEL")] = QStringLiteral("trace");
    bed.relay.environment[QStringLiteral("LOG_BATCH_SIZE")] = QStringLiteral("10");
    bed.relay.environment[QStringLiteral("LEDGER_JOURNAL_MB")] = QStringLiteral("1");
    bed.relay.environment[QStringLiteral("OTEL_EXPORTER_OTLP_ENDPOINT")] =
        QStringLiteral("http://127.0.0.1:1/v1?k=%1").arg(QString::fromLatin1(kQueryKey));
    bed.relay.arguments = {QStringLiteral("--log-level"), QStringLiteral("trace")};
    bed.relay.environment[QStringLiteral("PPROF_ENABLED")] = QStringLiteral("true");
    bed.relay.environment[QStringLiteral("PPROF_PORT")] = QString::number(m_profilingPort.number());
    bed.prompt = kPrompt;
    bed.upstream.script = quotingError;
    QCOMPARE(bed.setUp(), QString());
    m_createdToken = bed.key;
    makeChannels(bed);
    if (QTest::currentTestFailed())
        return;
    talk(bed);
    if (QTest::currentTestFailed())
        return;
    const QString proxy =
        QStringLiteral("http://user:%1@127.0.0.1:1").arg(QString::fromLatin1(kSettingPassword));
    QCOMPARE(bed.relay.call("PUT", "/api/option/", {{QStringLiteral("RELAY_PROXY"), proxy}}).status, 200);
    QCOMPARE(bed.relay.call("POST", "/api/option/undo").status, 200); // .env says it as long as it is set
    QCOMPARE(bed.relay.call("PUT", "/api/option/", {{QStringLiteral("RETRY_TIMES"), 1}}).status, 200);
    QCOMPARE(bed.relay.call("POST", "/api/database/backup").status, 200);
    for (const char *const path : {"/api/channel/",
                                   "/api/token/",
                                   "/api/log/?limit=1000",
                                   "/api/status",
                                   "/api/health",
                                   "/api/metrics/",
                                   "/metrics",
                                   "/api/option/",
                                   "/api/log/stat",
                                   "/api/log/export",
                                   "/api/log/spend",
                                   "/api/option/history",
                                   "/api/option/file",
                                   "/api/preset/",
                                   "/api/database/",
                                   "/api/database/backup",
                                   "/api/doctor/",
                                   "/api/doctor/report",
                                   "/api/alert/",
                                   "/api/event/",
                                   "/api/metrics/history",
                                   "/api/price/",
                                   "/api/secret/"})
        ask(bed.relay, path);
    if (QTest::currentTestFailed())
        return;
    takeProfiles();
    if (QTest::currentTestFailed())
        return;
    QFile keyFile(folder.filePath(QStringLiteral("master.key")));
    QVERIFY(keyFile.open(QFile::ReadOnly));
    m_masterKey = keyFile.readAll().trimmed().toStdString();
    const QString guard = folder.filePath(QStringLiteral("settings-guard"));
    QVERIFY2(QFile::exists(guard) && !othersMayUse(guard), "settings-guard");
    QVERIFY2(!othersMayUse(folder.filePath(QStringLiteral("logs"))), "logs");
    collect(folder.path()); // the journal holds the last rows still
    QCOMPARE(bed.relay.stop(), 0);
    collect(folder.path());
    m_places.push_back({"what the program prints", bed.relay.output()});
    m_logged = bed.relay.output().find("status 200 X-Response-Time-Ms") != std::string::npos;
}

void LedgerSecretsTest::collect(const QString &folder)
{
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY2(file.open(QFile::ReadOnly), qPrintable(file.fileName()));
        m_places.push_back({file.fileName().toStdString(), file.readAll().toStdString()});
    }
}

void LedgerSecretsTest::secretOccursNowhere_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("a provider's key") << QByteArray(kProviderKey);
    QTest::newRow("a provider's second key") << QByteArray(kSecondKey);
    QTest::newRow("a channel's own header") << QByteArray(kHeaderSecret);
    QTest::newRow("a proxy's password") << QByteArray(kProxyPassword);
    QTest::newRow("a password in a setting") << QByteArray(kSettingPassword);
    QTest::newRow("a key in a setting's query") << QByteArray(kQueryKey);
    QTest::newRow("the first token") << QByteArray(kFirstToken).mid(3);
    QTest::newRow("a token made by the API") << QByteArray::fromStdString(without(m_createdToken, "sk-"));
    QTest::newRow("a token that is wrong") << QByteArray(kWrongToken).mid(3);
    QTest::newRow("the admin's token") << QByteArray(RelayChild::kAdminKey);
    QTest::newRow("the master key") << QByteArray::fromStdString(m_masterKey);
    QTest::newRow("the master key's bytes") << QByteArray::fromHex(QByteArray::fromStdString(m_masterKey));
    QTest::newRow("a prompt") << QByteArray(kPrompt);
    QTest::newRow("an answer's text") << QByteArray(kAnswerText);
}

void LedgerSecretsTest::secretOccursNowhere()
{
    QFETCH(const QByteArray, secret);
    QVERIFY(secret.size() > 12);
    QVERIFY2(m_logged, "the log tells nothing: the test proves nothing");
    const std::string found = placeOf(secret.toStdString());
    QVERIFY2(found.empty(), found.c_str());
}

std::string LedgerSecretsTest::placeOf(const std::string &secret) const
{
    for (const Place &place : m_places) {
        const std::size_t at = place.bytes.find(secret);
        const bool home = secret == m_masterKey && place.name.ends_with("/master.key");
        if (at != std::string::npos && !home)
            return place.name + ": " + place.bytes.substr(at < 80 ? 0 : at - 80, 200);
    }
    return {};
}

// What an upstream says of a request may quote it: it stands in the row it belongs to, and is not logged.
void LedgerSecretsTest::quotedPromptStaysInTheLedger()
{
    bool inLedger = false;
    for (const Place &place : m_places) {
        const std::size_t at = place.bytes.find(kQuotedPrompt);
        if (at == std::string::npos)
            continue;
        inLedger |= place.name.starts_with("/api/log/");
        const bool mayHold = place.name.starts_with("/api/log/") || place.name == "/api/channel/" ||
                             place.name.ends_with("/ledger.journal") ||
                             place.bytes.starts_with("SQLite format 3") || place.name.ends_with("-wal");
        QVERIFY2(mayHold, (place.name + ": " + place.bytes.substr(at < 80 ? 0 : at - 80, 200)).c_str());
    }
    QVERIFY(inLedger);
}

// Each place has something that is no secret, and is told: else there was nothing to look through.
void LedgerSecretsTest::eachPlaceWasLookedThrough_data()
{
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("the exported ledger") << QByteArray("/api/log/export") << QByteArray("gpt-4o-mini-");
    QTest::newRow("the report's settings") << QByteArray("/api/doctor/report") << QByteArray("RETRY_TIMES=1");
    QTest::newRow("the report's log") << QByteArray("/api/doctor/report") << QByteArray("X-Response-Time-Ms");
    QTest::newRow("the history") << QByteArray("/settings-history.jsonl") << QByteArray("RETRY_TIMES");
    QTest::newRow("the history's answer") << QByteArray("/api/option/history") << QByteArray("RETRY_TIMES");
    QTest::newRow("a backup") << QByteArray(".db") << QByteArray("SQLite format 3");
    QTest::newRow("the log file") << QByteArray("/trayrelay.log") << QByteArray("X-Response-Time-Ms");
    QTest::newRow("the processor's profile")
        << QByteArray("/debug/pprof/profile?seconds=1") << QByteArray("nanoseconds");
    QTest::newRow("the threads") << QByteArray("/debug/pprof/goroutine?debug=2") << QByteArray("relay");
    QTest::newRow("the settings' history")
        << QByteArray("/settings-history.jsonl") << QByteArray("http://***@127.0.0.1:1");
    QTest::newRow("the journal") << QByteArray("/ledger.journal") << QByteArray("gpt-4o-mini-");
}

void LedgerSecretsTest::eachPlaceWasLookedThrough()
{
    QFETCH(const QByteArray, place);
    QFETCH(const QByteArray, text);
    const bool there = std::any_of(m_places.begin(), m_places.end(), [&](const Place &each) {
        return each.name.ends_with(place.toStdString()) &&
               each.bytes.find(text.toStdString()) != std::string::npos;
    });
    QVERIFY(there);
}

void LedgerSecretsTest::keyIsToldAtItsCreationAlone()
{
    QVERIFY(m_createdToken.size() > 16); // it came with the creation
    const bool listed = std::any_of(m_places.begin(), m_places.end(), [](const Place &place) {
        return place.name == "/api/token/" && place.bytes.find("limited") != std::string::npos;
    });
    QVERIFY(listed);
}

QTEST_GUILESS_MAIN(LedgerSecretsTest)
#include "tst_ledger_secrets.moc"
