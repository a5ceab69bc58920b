// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace relay;

// /api/traffic/.
class TrafficApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsHealthAndTheLatestClient();
    void nobodyCameYet();
    void aRouteIsTold();
    void pausesAndResumes();
    void aTrialWantsAPort_data();
    void aTrialWantsAPort();
    void whoHoldsAPortIsTold();
    void restarts();
    void needsTheAdminKey();
};

void TrafficApiTest::tellsHealthAndTheLatestClient()
{
    AdminClient client;
    client.service.fakeTraffic.isPaused = true;
    client.service.fakeTraffic.knock = api::Knock{.atMs = 1'700'000'000'000,
                                                  .requestId = 0xabc,
                                                  .client = "Cursor 1.4",
                                                  .endpoint = "/v1/models",
                                                  .model = "m",
                                                  .status = 401,
                                                  .error = "no key",
                                                  .remedy = "give it one"};
    client.service.fakeTraffic.health = {{.channelId = 7,
                                          .state = api::HealthState::CoolingDown,
                                          .untilMs = 5,
                                          .reason = "HTTP 429",
                                          .keys = {{"abc****", api::HealthState::Open, 0}}}};
    const Answer answer = client.get("/api/traffic/");
    QCOMPARE(answer.status, 200);
    const QJsonObject expected = QJsonDocument::fromJson(
                                     R"({"paused": true,
                "knock": {"at": 1700000000000, "request_id": "abc", "client": "Cursor 1.4", "endpoint": "/v1/models",
                          "model": "m", "status": 401, "error": "no key", "remedy": "give it one"},
                "channels": [{"channel_id": 7, "state": "cooling", "until": 5, "reason": "HTTP 429",
                              "keys": [{"key": "abc****", "state": "open", "until": null}]}]})")
                                     .object();
    QCOMPARE(answer.data().toObject(), expected);
}

void TrafficApiTest::nobodyCameYet()
{
    AdminClient client;
    QVERIFY(client.get("/api/traffic").data()[QLatin1String("knock")].isNull());
}

void TrafficApiTest::aRouteIsTold()
{
    AdminClient client;
    client.service.fakeTraffic.routeNow = {.model = {},
                                           .candidates = {{.channelId = 3,
                                                           .channelName = "main",
                                                           .maskedKey = "abc****",
                                                           .upstreamModel = "sent",
                                                           .priority = 2,
                                                           .weight = 5}},
                                           .attempts = 1};
    const QJsonValue route = client.get("/api/traffic/route?model=asked").data();
    QCOMPARE(route[QLatin1String("model")].toString(), QStringLiteral("asked"));
    QCOMPARE(route[QLatin1String("attempts")].toInt(), 1);
    const QJsonValue first = route[QLatin1String("candidates")][0];
    QCOMPARE(first[QLatin1String("channel_name")].toString(), QStringLiteral("main"));
    QCOMPARE(first[QLatin1String("upstream_model")].toString(), QStringLiteral("sent"));
    QCOMPARE(first[QLatin1String("weight")].toInt(), 5);
    QVERIFY(first[QLatin1String("until")].isNull());
}

void TrafficApiTest::pausesAndResumes()
{
    AdminClient client;
    QVERIFY(client.call("POST", "/api/traffic/pause").data()[QLatin1String("paused")].toBool());
    QVERIFY(client.service.fakeTraffic.isPaused);
    QVERIFY(!client.call("POST", "/api/traffic/resume").data()[QLatin1String("paused")].toBool(true));
    QVERIFY(!client.service.fakeTraffic.isPaused);
}

void TrafficApiTest::aTrialWantsAPort_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("none") << QByteArray(R"({"address": "127.0.0.1"})");
    QTest::newRow("too large") << QByteArray(R"({"port": 65536})");
    QTest::newRow("below 0") << QByteArray(R"({"port": -1})");
    QTest::newRow("no number") << QByteArray(R"({"port": "http"})");
}

void TrafficApiTest::aTrialWantsAPort()
{
    QFETCH(const QByteArray, body);
    AdminClient client;
    const Answer answer = client.call("POST", "/api/traffic/try_listen", body);
    QCOMPARE(answer.status, 400);
    QVERIFY2(answer.message().startsWith(u"port must be "), qPrintable(answer.message()));
}

void TrafficApiTest::whoHoldsAPortIsTold()
{
    AdminClient client;
    client.service.fakeTraffic.listening = Error{ErrorKind::Conflict, QStringLiteral("taken by nginx")};
    const Answer answer = client.call("POST", "/api/traffic/try_listen", R"({"port": 3000})");
    QCOMPARE(answer.status, 409);
    QCOMPARE(answer.message(), QStringLiteral("taken by nginx"));
    client.service.fakeTraffic.listening = true;
    QCOMPARE(client.call("POST", "/api/traffic/try_listen", R"({"port": 3000})").status, 200);
}

void TrafficApiTest::restarts()
{
    AdminClient client;
    QCOMPARE(client.call("POST", "/api/traffic/restart").status, 200);
    QCOMPARE(client.service.fakeTraffic.restarts, 1);
}

void TrafficApiTest::needsTheAdminKey()
{
    AdminClient client;
    for (const char *const path :
         {"/api/traffic/pause", "/api/traffic/resume", "/api/traffic/try_listen", "/api/traffic/restart"})
        QCOMPARE(client.call("POST", path, {}, {}).status, 401);
    QCOMPARE(client.call("GET", "/api/traffic/", {}, {}).status, 401);
    QCOMPARE(client.service.fakeTraffic.restarts, 0);
    QVERIFY(!client.service.fakeTraffic.isPaused);
}

QTEST_GUILESS_MAIN(TrafficApiTest)
#include "tst_traffic_api.moc"
