// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/black_hole.h"
#include "tests/support/database_view.h"
#include "tests/support/reserved_port.h"
#include "tests/support/settings_calls.h"
#include "tests/support/upstream_scripts.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <semaphore>

using namespace tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

int chat(RelayFixture &relay, const char *model = "m")
{
    const std::string body =
        R"({"messages":[{"role":"user","content":"hi"}],"model":")" + std::string(model) + "\"}";
    return relay.client().exchange("POST", "/v1/chat/completions", body).status;
}

// Of one model that has a price.
bool addPriced(RelayFixture &relay, const FakeUpstream &upstream)
{
    relay::model::Channel channel;
    channel.name = "priced";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.models = {"gpt-4o"};
    return relay.add(channel) != 0;
}

} // namespace

// A setting that is changed while the relay runs does what its row says, seen at what it governs: SQLite's
// connections, upstreams, files.
class SettingsTakeEffectTest final : public QObject
{
    Q_OBJECT

private slots:
    void readingConnectionsAreBounded();
    void upstreamTimeouts_data();
    void upstreamTimeouts();
    void dialTimeout();
    void connectionsPerHost();
    void idleConnections_data();
    void idleConnections();
    void attempts();
    void aChannelRests();
    void webPagesThatMayCall();
    void rowsOrTotalsAlone();
    void cachedEntriesLive();
    void theGuardWatches();
    void aDaysBudget();
    void metricsResetThemselves();
    void backupsAreKept();
    void alerts_data();
    void alerts();
    void atTheNextStart();
};

void SettingsTakeEffectTest::readingConnectionsAreBounded()
{
    RelayFixture relay;
    const auto readAtOnce = [&relay](int count) {
        std::vector<std::unique_ptr<HttpClient>> clients;
        for (int i = 0; i < count; ++i) {
            clients.push_back(std::make_unique<HttpClient>(relay.port(), relay.core().adminKey()));
            if (!clients.back()->request("GET", "/api/log/stat"))
                return false;
        }
        return std::ranges::all_of(clients, [](const auto &each) { return each->read().status == 200; });
    };
    QVERIFY(change(relay, "SQLITE_MAX_OPEN_CONNS", "1"));
    QVERIFY(readAtOnce(20));
    QVERIFY(ask(relay, "GET", "/api/database/")[u"open_connections"_s].toInt(-1) <= 1);
    QVERIFY(change(relay, "SQLITE_MAX_OPEN_CONNS", "5"));
    QVERIFY(change(relay, "SQLITE_MAX_IDLE_CONNS", "1"));
    QVERIFY(readAtOnce(20));
    QTRY_VERIFY(ask(relay, "GET", "/api/database/")[u"idle_connections"_s].toInt(-1) <= 1);
}

void SettingsTakeEffectTest::upstreamTimeouts_data()
{
    QTest::addColumn<QByteArray>("setting");
    QTest::addColumn<bool>("stream");
    QTest::addColumn<bool>("begins"); // the upstream answers with a head and one event, then is silent
    QTest::newRow("head of a stream") << QByteArray("HTTP_RESPONSE_HEADER_TIMEOUT") << true << false;
    QTest::newRow("head of a whole answer")
        << QByteArray("HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM") << false << false;
    QTest::newRow("silence in a stream") << QByteArray("HTTP_STREAM_IDLE_TIMEOUT") << true << true;
}

void SettingsTakeEffectTest::upstreamTimeouts()
{
    QFETCH(const QByteArray, setting);
    QFETCH(const bool, stream);
    QFETCH(const bool, begins);
    FakeUpstream upstream([begins](UpstreamCall &call) {
        if (begins && call.beginStream())
            call.event(scripts::contentEvent("one"));
        call.waitUntilGone();
    });
    RelayFixture relay{{"RETRY_TIMES", "0"}};
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QVERIFY(change(relay, setting.toStdString(), "1"));
    QElapsedTimer time;
    time.start();
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(stream));
    QCOMPARE(reply.status, begins ? 200 : 504);
    QVERIFY2(reply.body.find("error") != std::string::npos, reply.body.c_str());
    QVERIFY2(time.elapsed() > 900 && time.elapsed() < 10'000, qPrintable(QString::number(time.elapsed())));
}

void SettingsTakeEffectTest::dialTimeout()
{
    const ReservedPort port;
    const BlackHole hole("127.0.0.7", port.number());
    if (!hole.isOpen())
        QSKIP("no address here at which connecting hangs");
    RelayFixture relay{{"RETRY_TIMES", "0"}};
    QVERIFY(relay.add("main", "http://127.0.0.7:" + std::to_string(port.number())) != 0);
    QVERIFY(change(relay, "HTTP_DIAL_TIMEOUT", "1"));
    QElapsedTimer time;
    time.start();
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QVERIFY(reply.status >= 500);
    QVERIFY2(time.elapsed() > 900 && time.elapsed() < 9'000, qPrintable(QString::number(time.elapsed())));
}

void SettingsTakeEffectTest::connectionsPerHost()
{
    std::counting_semaphore<3> go(0);
    FakeUpstream upstream([&go](UpstreamCall &call) {
        if (go.try_acquire_for(20s))
            scripts::chat()(call);
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QVERIFY(change(relay, "HTTP_MAX_CONNS_PER_HOST", "1"));
    std::array clients{relay.client(), relay.client(), relay.client()};
    for (HttpClient &client : clients)
        QVERIFY(client.post("/v1/chat/completions", chatRequest()));
    QTRY_COMPARE(relay.figures().upstreamWaiting, 2U);
    QCOMPARE(relay.figures().upstreamConnections, 1U);
    QVERIFY(change(relay, "HTTP_MAX_CONNS_PER_HOST", "3")); // those who wait go at once
    QTRY_COMPARE(relay.figures().upstreamConnections, 3U);
    go.release(3);
    for (HttpClient &client : clients)
        QCOMPARE(client.read().status, 200);
}

void SettingsTakeEffectTest::idleConnections_data()
{
    QTest::addColumn<QByteArray>("setting");
    QTest::addColumn<uint>("left");
    QTest::newRow("HTTP_MAX_IDLE_CONNS") << QByteArray("HTTP_MAX_IDLE_CONNS") << 1U;
    QTest::newRow("HTTP_MAX_IDLE_CONNS_PER_HOST") << QByteArray("HTTP_MAX_IDLE_CONNS_PER_HOST") << 1U;
    QTest::newRow("HTTP_IDLE_CONN_TIMEOUT") << QByteArray("HTTP_IDLE_CONN_TIMEOUT") << 0U; // seconds
}

void SettingsTakeEffectTest::idleConnections()
{
    QFETCH(const QByteArray, setting);
    QFETCH(const uint, left);
    std::counting_semaphore<3> go(0);
    FakeUpstream upstream([&go](UpstreamCall &call) {
        if (go.try_acquire_for(20s))
            scripts::chat()(call);
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QVERIFY(change(relay, setting.toStdString(), "1"));
    std::array clients{relay.client(), relay.client(), relay.client()};
    for (HttpClient &client : clients)
        QVERIFY(client.post("/v1/chat/completions", chatRequest()));
    QTRY_COMPARE(relay.figures().upstreamConnections, 3U);
    go.release(3);
    for (HttpClient &client : clients)
        QCOMPARE(client.read().status, 200);
    QTRY_COMPARE(relay.figures().upstreamIdle, left);
    QTRY_COMPARE(upstream.openCount(), int(left));
}

void SettingsTakeEffectTest::attempts()
{
    FakeUpstream first(scripts::errorAnswer(500, "down"));
    FakeUpstream second(scripts::errorAnswer(500, "down"));
    RelayFixture relay;
    QVERIFY(relay.add("first", first.baseUrl(), 2) != 0);
    QVERIFY(relay.add("second", second.baseUrl(), 1) != 0);
    QVERIFY(change(relay, "RETRY_TIMES", "0"));
    QCOMPARE(chat(relay), 502);
    QCOMPARE(first.requestCount() + second.requestCount(), std::size_t{1});
    QVERIFY(change(relay, "RETRY_TIMES", "1"));
    QCOMPARE(chat(relay), 502);
    QCOMPARE(first.requestCount() + second.requestCount(), std::size_t{3});
}

void SettingsTakeEffectTest::aChannelRests()
{
    FakeUpstream upstream(scripts::errorAnswer(500, "down"));
    RelayFixture relay{{"RETRY_TIMES", "0"}};
    QVERIFY(relay.add("shaky", upstream.baseUrl()) != 0);
    QVERIFY(change(relay, "BREAKER_FAILURES", "2"));
    QVERIFY(change(relay, "BREAKER_COOLDOWN", "1"));
    QCOMPARE(chat(relay), 502);
    QCOMPARE(chat(relay), 502);
    QCOMPARE(chat(relay), 503);
    QCOMPARE(upstream.requestCount(), std::size_t{2});
    upstream.use(scripts::chat());
    QTRY_COMPARE_WITH_TIMEOUT(chat(relay), 200, 10'000); // by its default it would rest for 30 s
}

void SettingsTakeEffectTest::webPagesThatMayCall()
{
    RelayFixture relay;
    const auto answer = [&relay] {
        return relay.client().exchange("GET", "/v1/models", {}, "Origin: https://app.example\r\n");
    };
    QCOMPARE(answer().status, 403);
    QVERIFY(change(relay, "CORS_ALLOWED_ORIGINS", "https://app.example"));
    QCOMPARE(answer().status, 200);
    QCOMPARE(answer().field("Access-Control-Allow-Origin"), std::string("https://app.example"));
    QVERIFY(change(relay, "CORS_ALLOWED_ORIGINS", ""));
    QCOMPARE(answer().status, 403);
}

void SettingsTakeEffectTest::rowsOrTotalsAlone()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    QVERIFY(addPriced(relay, upstream));
    const auto used = [&relay] { return ask(relay, "GET", "/api/token/")[0][u"used_quota"_s].toInteger(-1); };
    QCOMPARE(chat(relay, "gpt-4o"), 200);
    QCOMPARE(relay.rows().size(), std::size_t{1});
    const std::int64_t ofOne = used();
    QVERIFY(ofOne > 0);
    QVERIFY(change(relay, "LOG_CONSUME_ENABLED", "false"));
    QCOMPARE(chat(relay, "gpt-4o"), 200);
    QCOMPARE(used(), 2 * ofOne);
    QCOMPARE(relay.rows().size(), std::size_t{1});
    QVERIFY(change(relay, "LOG_CONSUME_ENABLED", "true"));
    QCOMPARE(chat(relay, "gpt-4o"), 200);
    QCOMPARE(used(), 3 * ofOne);
    QCOMPARE(relay.rows().size(), std::size_t{2});
}

void SettingsTakeEffectTest::cachedEntriesLive()
{
    RelayFixture relay; // by default for a minute
    QVERIFY(change(relay, "LOCAL_CACHE_TTL", "1"));
    QCOMPARE(chat(relay, "demo-echo"), 200);
    DatabaseView database(relay.dataDir() + u"/trayrelay.db"_s); // another program's edits
    QVERIFY(database.run("UPDATE tokens SET enabled = 0"));
    QTRY_COMPARE_WITH_TIMEOUT(chat(relay, "demo-echo"), 401, 10'000);
}

void SettingsTakeEffectTest::theGuardWatches()
{
    RelayFixture relay;
    const auto watches = [&relay] { return relay.core().watchService().guard().watching; };
    QVERIFY(change(relay, "GUARD_ENABLED", "false"));
    QVERIFY(change(relay, "LOG_BATCH_SIZE", "40"));
    QVERIFY(!watches());
    QVERIFY(change(relay, "GUARD_ENABLED", "true"));
    QVERIFY(!watches());
    QVERIFY(change(relay, "LOG_BATCH_SIZE", "30"));
    QVERIFY(watches());
}

void SettingsTakeEffectTest::aDaysBudget()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    QVERIFY(addPriced(relay, upstream));
    QCOMPARE(chat(relay, "gpt-4o"), 200);
    QVERIFY(awaitLooks(relay, 2));
    QVERIFY(!alertIsRaised(relay, u"budget"_s));
    QVERIFY(change(relay, "ALERT_BUDGET_USD_DAY", "0.00001"));
    QTRY_VERIFY_WITH_TIMEOUT(alertIsRaised(relay, u"budget"_s), 30'000);
    QVERIFY(change(relay, "ALERT_BUDGET_USD_DAY", "1"));
    QTRY_VERIFY_WITH_TIMEOUT(!alertIsRaised(relay, u"budget"_s), 30'000);
}

void SettingsTakeEffectTest::metricsResetThemselves()
{
    RelayFixture relay;
    QCOMPARE(relay.client()
                 .exchange("POST", "/v1/chat/completions",
                           R"({"model":"demo-echo","messages":[{"role":"user","content":"hi"}]})")
                 .status,
             200);
    const auto requests = [&relay] {
        return ask(relay, "GET", "/api/metrics/")[u"total_requests"_s].toInt(-1);
    };
    QTRY_COMPARE(requests(), 1);
    QVERIFY(change(relay, "METRICS_RESET_INTERVAL", "1"));
    QTRY_COMPARE_WITH_TIMEOUT(requests(), 0, 10'000);
    QVERIFY(change(relay, "METRICS_ENABLED", "false"));
    QVERIFY(ask(relay, "GET", "/api/metrics/")[u"p99_latency"_s].isNull());
}

void SettingsTakeEffectTest::backupsAreKept()
{
    RelayFixture relay;
    QVERIFY(change(relay, "BACKUP_KEEP", "2"));
    for (int i = 0; i < 4; ++i)
        QVERIFY(!ask(relay, "POST", "/api/database/backup").isUndefined());
    QCOMPARE(ask(relay, "GET", "/api/database/backup").toArray().size(), 2);
    QCOMPARE(QDir(relay.dataDir() + u"/backups"_s).entryList({u"*.db"_s}).size(), 2);
}

void SettingsTakeEffectTest::alerts_data()
{
    QTest::addColumn<QByteArray>("setting");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("alert");
    QTest::newRow("p99") << QByteArray("ALERT_P99_MS") << QByteArray("1") << u"p99"_s;
    QTest::newRow("log") << QByteArray("ALERT_WAL_MB") << QByteArray("1") << u"wal"_s;
}

void SettingsTakeEffectTest::alerts()
{
    QFETCH(const QByteArray, setting);
    QFETCH(const QByteArray, value);
    QFETCH(const QString, alert);
    FakeUpstream upstream([](UpstreamCall &call) {
        if (call.pause(5ms))
            scripts::chat(std::string(20'000, 'x'))(call);
    });
    RelayFixture relay{{"SQLITE_WAL_AUTO_CHECKPOINT", "100000"}, {"LOG_BATCH_SIZE", "1"}};
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    for (int i = 0; i < 25; ++i)
        QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    // A transaction each, and so some pages of the log.
    QTRY_VERIFY_WITH_TIMEOUT(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status ==
                                     200 &&
                                 relay.core().metrics().runtime.walBytes > 1'200'000,
                             60'000);
    QVERIFY(!alertIsRaised(relay, alert)); // by its default
    QVERIFY(change(relay, setting.toStdString(), value.toStdString()));
    QTRY_VERIFY_WITH_TIMEOUT(alertIsRaised(relay, alert), 30'000);
    QVERIFY(change(relay, setting.toStdString(), "0"));
    QTRY_VERIFY_WITH_TIMEOUT(!alertIsRaised(relay, alert), 30'000);
}

void SettingsTakeEffectTest::atTheNextStart()
{
    RelayFixture relay{{"SQLITE_PATH", "elsewhere.db"},
                       {"SQLITE_AUTO_VACUUM", "FULL"},
                       {"SQLITE_PAGE_SIZE", "8192"},
                       {"LISTEN_ADDRESS", "127.0.0.2"}};
    QVERIFY(QFile::exists(relay.dataDir() + u"/elsewhere.db"_s));
    QVERIFY(!QFile::exists(relay.dataDir() + u"/trayrelay.db"_s));
    QVERIFY2(relay.core().status().baseUrl.starts_with("http://127.0.0.2:"),
             relay.core().status().baseUrl.c_str());
    bool told = false;
    QObject context;
    relay.core().databaseService().database(&context, [&told](const auto &database) {
        QVERIFY(database);
        told = true;
        for (const auto &[name, value] : database->writer) {
            if (name == "auto_vacuum")
                QCOMPARE(value, std::string("FULL"));
            else if (name == "page_size")
                QCOMPARE(value, std::string("8192"));
        }
    });
    QTRY_VERIFY(told);
}

QTEST_GUILESS_MAIN(SettingsTakeEffectTest)
#include "tst_settings_take_effect.moc"
