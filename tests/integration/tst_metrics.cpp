// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <set>
#include <thread>

using namespace tests;

namespace {

QJsonObject metricsOf(RelayFixture &relay)
{
    const HttpReply reply =
        HttpClient(relay.port(), relay.core().adminKey()).exchange("GET", "/api/metrics/");
    return reply.json()[QStringLiteral("data")].toObject();
}

QJsonObject named(const QJsonValue &list, const QString &name)
{
    for (const QJsonValue &entry : list.toArray())
        if (entry[QStringLiteral("name")].toString() == name)
            return entry.toObject();
    return {};
}

} // namespace

// What /api/metrics/ and /metrics tell of a whole relay.
class MetricsTest final : public QObject
{
    Q_OBJECT

private slots:
    void channelsAndModelsHaveTheirOwnFigures();
    void theProcessIsNotAskedForEachQuestion();
    void theProcessIsLookedAtAgain();
    void switchedOffItKeepsNoTimes();
    void slowOnesAreCounted();
};

void MetricsTest::channelsAndModelsHaveTheirOwnFigures()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const QJsonObject data = metricsOf(relay);
    for (const QJsonObject &one : {named(data[QStringLiteral("channels")], QStringLiteral("main")),
                                   named(data[QStringLiteral("models")], QStringLiteral("m"))}) {
        QCOMPARE(one[QStringLiteral("requests")].toInt(), 1);
        const QJsonValue overhead = one[QStringLiteral("overhead")][QStringLiteral("p95_us")];
        const QJsonValue total = one[QStringLiteral("total")][QStringLiteral("p95_us")];
        QVERIFY(overhead.toDouble() > 0 && overhead.toDouble() <= total.toDouble());
        QVERIFY(one[QStringLiteral("prompt_tokens")].toInt() > 0);
        QVERIFY(one[QStringLiteral("completion_tokens")].toInt() > 0);
    }
    QTRY_VERIFY(metricsOf(relay)[QStringLiteral("window_seconds")].toDouble() > 0); // in tenths
    const std::string text = relay.client().exchange("GET", "/metrics").body;
    QVERIFY2(text.find("trayrelay_channel_request_duration_seconds_count{channel=\"main\"} 1\n") !=
                 std::string::npos,
             text.c_str());
    QVERIFY(text.find("trayrelay_model_prompt_tokens_total{model=\"m\"} ") != std::string::npos);
}

// The figures of the process come from the last look: files are not read where requests are served.
void MetricsTest::theProcessIsNotAskedForEachQuestion()
{
    RelayFixture relay;
    QElapsedTimer timer;
    timer.start();
    std::set<qint64> looks;
    for (int i = 0; i < 100; ++i) {
        const QJsonValue runtime = metricsOf(relay)[QStringLiteral("runtime")];
        QVERIFY(runtime[QStringLiteral("rss_bytes")].toInteger() > 1'000'000);
        QVERIFY(runtime[QStringLiteral("threads")].toInteger() > 3);
        looks.insert(runtime[QStringLiteral("sampled_at")].toInteger());
    }
    QVERIFY2(static_cast<qint64>(looks.size()) <= timer.elapsed() / 900 + 2,
             std::to_string(looks.size()).c_str());
    QVERIFY(looks.size() < 50);
}

void MetricsTest::theProcessIsLookedAtAgain()
{
    RelayFixture relay;
    const auto before = relay.core().metrics().runtime;
    QVERIFY(before.sampledAtMs > 0);
    const std::vector<char> large(64 << 20, 'x');
    QVERIFY(relay.residentBytes() > before.rssBytes + (32U << 20));
    QCOMPARE(large.back(), 'x');
    // The file is written to at the start already.
    const auto now = relay.core().metrics().runtime;
    QVERIFY(now.dbReads > 0);
    QVERIFY(now.walBytes > 0);
}

void MetricsTest::switchedOffItKeepsNoTimes()
{
    RelayFixture relay({{"METRICS_ENABLED", "false"}});
    const HttpReply reply =
        relay.client().exchange("POST", "/v1/chat/completions",
                                R"({"model":"demo-echo","messages":[{"role":"user","content":"hi"}]})");
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.field("X-Response-Time-Ms").empty());
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 404);
    const QJsonObject data = metricsOf(relay);
    QCOMPARE(data[QStringLiteral("enabled")], QJsonValue(false));
    QCOMPARE(data[QStringLiteral("total_requests")].toInt(), 2);
    QCOMPARE(data[QStringLiteral("failed_requests")].toInt(), 1);
    for (const char *key : {"p50_latency", "p99_latency_us", "avg_ttft", "p95_overhead"})
        QVERIFY2(data[QLatin1String(key)].isNull(), key);
    const QJsonObject channel = named(data[QStringLiteral("channels")], QStringLiteral("demo"));
    QCOMPARE(channel[QStringLiteral("requests")].toInt(), 1);
    QVERIFY(channel[QStringLiteral("overhead")].isNull());
    QVERIFY(data[QStringLiteral("runtime")][QStringLiteral("db_p99_us")].isNull());
    const std::string text = relay.client().exchange("GET", "/metrics").body;
    QVERIFY(text.find("quantile=") == std::string::npos);
    QVERIFY(text.find("trayrelay_requests_failed_total 1\n") != std::string::npos);
}

void MetricsTest::slowOnesAreCounted()
{
    RelayFixture relay({{"SLOW_REQUEST_THRESHOLD_MS", "1"}});
    FakeUpstream slow([](UpstreamCall &call) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5)); // what this test is about
        scripts::chat()(call);
    });
    QVERIFY(relay.add("main", slow.baseUrl()) != 0);
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const QJsonObject data = metricsOf(relay);
    QCOMPARE(data[QStringLiteral("slow_requests")].toInt(), 1);
    QCOMPARE(data[QStringLiteral("minute")][QStringLiteral("slow")].toInt(), 1);
    QCOMPARE(named(data[QStringLiteral("channels")], QStringLiteral("main"))[QStringLiteral("slow")].toInt(),
             1);
}

QTEST_GUILESS_MAIN(MetricsTest)
#include "tst_metrics.moc"
