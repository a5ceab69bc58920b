// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <thread>

using namespace tests;

namespace {

HttpReply ask(RelayFixture &relay, std::string_view method, std::string_view path, std::string_view body = {})
{
    return HttpClient(relay.port(), relay.core().adminKey()).exchange(method, path, body);
}

QJsonObject alert(RelayFixture &relay, const QString &name)
{
    for (const QJsonValue &row : ask(relay, "GET", "/api/alert/").json()[QStringLiteral("data")].toArray())
        if (row[QStringLiteral("name")].toString() == name)
            return row.toObject();
    return {};
}

QStringList events(RelayFixture &relay)
{
    QStringList kinds;
    for (const QJsonValue &event : ask(relay, "GET", "/api/event/").json()[QStringLiteral("data")].toArray())
        kinds.append(event[QStringLiteral("kind")].toString() + QLatin1Char(' ') +
                     event[QStringLiteral("subject")].toString());
    return kinds;
}

} // namespace

// Alerts and events of a whole relay.
class AlertsTest final : public QObject
{
    Q_OBJECT

private slots:
    void memoryIsRaisedToldAndRecovers();
    void errorsAreRaised();
    void slowRequestsAreAnEvent();
    void whatWasSpentBeforeTheStartCounts();
};

void AlertsTest::memoryIsRaisedToldAndRecovers()
{
    RelayFixture relay({{"ALERT_LOOP_LAG_MS", "0"}});
    QStringList told;
    QObject context;
    relay.core().watchService().onEvent(&context, [&](const relay::api::Event &event) {
        told.append(QString::fromUtf8(relay::api::eventKindName(event.kind).data()));
    });
    QCOMPARE(ask(relay, "PUT", "/api/option/", R"({"ALERT_RSS_MB": 1})").status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(told, QStringList{QStringLiteral("alert_raised")}, 20'000);
    QCOMPARE(events(relay), QStringList{QStringLiteral("alert_raised rss")});
    QVERIFY(alert(relay, QStringLiteral("rss"))[QStringLiteral("raised")].toBool());
    QVERIFY(!alert(relay, QStringLiteral("wal"))[QStringLiteral("raised")].toBool());
    const QJsonValue status = ask(relay, "GET", "/api/status").json()[QStringLiteral("data")];
    QVERIFY(status[QStringLiteral("alerts")][0].toString().contains(QStringLiteral("ALERT_RSS_MB")));

    QCOMPARE(ask(relay, "PUT", "/api/option/", R"({"ALERT_RSS_MB": 0})").status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, 20'000);
    QCOMPARE(told.last(), QStringLiteral("alert_recovered"));
    QVERIFY(!alert(relay, QStringLiteral("rss"))[QStringLiteral("raised")].toBool());
}

void AlertsTest::errorsAreRaised()
{
    RelayFixture relay({{"ALERT_LOOP_LAG_MS", "0"}, {"RETRY_TIMES", "0"}, {"BREAKER_FAILURES", "1000"}});
    for (int i = 0; i < 30; ++i) // a client that asks for what no channel has, or without a key
        QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 404);
    for (int i = 0; i < 30; ++i)
        QCOMPARE(HttpClient(relay.port(), "sk-wrong").exchange("GET", "/v1/models").status, 401);
    const auto value = [&](const char *name) -> QJsonValue { // a reference into what is gone otherwise
        return alert(relay, QString::fromLatin1(name)).value(QStringLiteral("value"));
    };
    QTRY_VERIFY_WITH_TIMEOUT(!value("p99").isNull(), 20'000); // the minute has been looked at
    QVERIFY(value("error_rate").isNull());
    QCOMPARE(events(relay), QStringList());

    FakeUpstream broken(scripts::errorAnswer(500, "oops"));
    QVERIFY(relay.add("main", broken.baseUrl()) != 0);
    for (int i = 0; i < 20; ++i)
        QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 502);
    QTRY_COMPARE_WITH_TIMEOUT(events(relay), QStringList{QStringLiteral("alert_raised error_rate")}, 20'000);
    QCOMPARE(alert(relay, QStringLiteral("error_rate"))[QStringLiteral("value")].toInt(), 100);
}

void AlertsTest::slowRequestsAreAnEvent()
{
    RelayFixture relay({{"SLOW_REQUEST_THRESHOLD_MS", "1"}, {"ALERT_LOOP_LAG_MS", "0"}});
    FakeUpstream slow([](UpstreamCall &call) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5)); // what this test is about
        scripts::chat()(call);
    });
    QVERIFY(relay.add("main", slow.baseUrl()) != 0);
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(events(relay), QStringList{QStringLiteral("slow_requests ")}, 20'000);
}

// A price for "m" that makes every answer dear; the second relay finds the row of the first.
void AlertsTest::whatWasSpentBeforeTheStartCounts()
{
    FakeUpstream upstream(scripts::answer(
        200, R"({"id":"c","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":)"
             R"({"role":"assistant","content":"hi"},"finish_reason":"stop"}],)"
             R"("usage":{"prompt_tokens":1000000,"completion_tokens":1000000,"total_tokens":2000000}})"));
    RelayFixture relay({{"ALERT_BUDGET_USD_DAY", "0.5"}, {"ALERT_LOOP_LAG_MS", "0"}});
    relay::model::Channel channel;
    channel.name = "main";
    channel.baseUrl = upstream.baseUrl();
    channel.models = {"gpt-4o"};
    QVERIFY(relay.add(channel) != 0);
    QCOMPARE(relay.client()
                 .exchange("POST", "/v1/chat/completions",
                           R"({"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]})")
                 .status,
             200);
    QTRY_COMPARE_WITH_TIMEOUT(events(relay), QStringList{QStringLiteral("alert_raised budget")}, 20'000);
    const double spent = alert(relay, QStringLiteral("budget"))[QStringLiteral("value")].toDouble();
    QVERIFY(spent > 0.5);
    relay.stop();
    QVERIFY(relay.start());
    QTRY_COMPARE_WITH_TIMEOUT(events(relay), QStringList{QStringLiteral("alert_raised budget")}, 20'000);
    QCOMPARE(alert(relay, QStringLiteral("budget"))[QStringLiteral("value")].toDouble(), spent);
}

QTEST_GUILESS_MAIN(AlertsTest)
#include "tst_alerts.moc"
