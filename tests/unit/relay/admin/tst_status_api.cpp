// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QNetworkInterface>
#include <QTest>

using namespace relay;

// /api/status, /api/health, /api/metrics/, /metrics.
class StatusApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void statusTellsVersionAndAddress();
    void statusTellsPeopleOnTheNetworkLess_data();
    void statusTellsPeopleOnTheNetworkLess();
    void healthTellsOfALedgerInTrouble();
    void metricsKeepTheContractsKeys();
    void metricsThatAreOff();
    void historyOfASpan_data();
    void historyOfASpan();
    void historyOfAnUnknownSpanIsRefused();
    void resetReachesTheService();
    void expositionIsPlainText();
};

void StatusApiTest::statusTellsVersionAndAddress()
{
    AdminClient client;
    client.service.statusNow = {.version = "1.2.3",
                                .instanceId = "0123456789abcdef",
                                .startedAtMs = 1'700'000'000'123,
                                .baseUrl = "http://127.0.0.1:3000/v1",
                                .port = 3000};
    const Answer answer = client.call("GET", "/api/status", {}, {});
    QVERIFY(answer.success());
    QCOMPARE(answer.message(), QString());
    const QJsonObject data = answer.data().toObject();
    QCOMPARE(data.value(QLatin1String("version")).toString(), QStringLiteral("1.2.3"));
    QCOMPARE(data.value(QLatin1String("started_at")).toInteger(), 1'700'000'000'123);
    QCOMPARE(data.value(QLatin1String("base_url")).toString(), QStringLiteral("http://127.0.0.1:3000/v1"));
    QCOMPARE(data.value(QLatin1String("port")).toInt(), 3000);
    QVERIFY(data.value(QLatin1String("ledger_healthy")).toBool());
    QVERIFY(!answer.body.contains("admin-key"));
    QCOMPARE(answer.header("Content-Type"), QByteArray("application/json"));
}

void StatusApiTest::statusTellsPeopleOnTheNetworkLess_data()
{
    QTest::addColumn<bool>("nearby");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<bool>("told");
    QTest::newRow("on this machine") << true << QByteArray() << true;
    QTest::newRow("from elsewhere") << false << QByteArray() << false;
    QTest::newRow("from elsewhere, with a wrong key")
        << false << QByteArray("Authorization: Bearer admin-key-of-somebody\r\n") << false;
    QTest::newRow("from elsewhere, with the admin key") << false << AdminClient::kWithKey << true;
}

void StatusApiTest::statusTellsPeopleOnTheNetworkLess()
{
    QFETCH(const bool, nearby);
    QFETCH(const QByteArray, headers);
    QFETCH(const bool, told);
    // Who calls this machine by an address of its network comes from that address.
    QHostAddress address(QHostAddress::LocalHost);
    for (const QHostAddress &own : QNetworkInterface::allAddresses()) {
        if (!nearby && own.protocol() == QAbstractSocket::IPv4Protocol && !own.isLoopback())
            address = own;
    }
    if (!nearby && address.isLoopback())
        QSKIP("this machine has no address but the loopback's");
    AdminClient client;
    client.service.statusNow = {.dataDirectory = "/home/somebody/data",
                                .ledgerHealthy = false,
                                .ledgerTrouble = "cannot open /home/somebody/data/trayrelay.db",
                                .alerts = {"spent today: 12.3 $"}};
    http::Server open(client.loop, client.handler);
    QVERIFY(open.listen(*net::HostAddress::parse("0.0.0.0")));
    for (const char *const path : {"/api/status", "/api/health"}) {
        QTcpSocket socket;
        socket.connectToHost(address, open.address().port());
        socket.write(AdminClient::requestText("GET", path, {}, headers));
        const Answer answer = client.read(socket);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body.contains("somebody"), told);
    }
    QTcpSocket socket;
    socket.connectToHost(address, open.address().port());
    socket.write(AdminClient::requestText("GET", "/api/status", {}, headers));
    const QJsonObject data = client.read(socket).data().toObject();
    QCOMPARE(data.value(QLatin1String("alerts")).toArray().size(), told ? 1 : 0);
    QCOMPARE(data.value(QLatin1String("data_directory")).isNull(), !told);
    QCOMPARE(data.value(QLatin1String("ledger_healthy")), QJsonValue(false)); // that much anybody may know
}

void StatusApiTest::healthTellsOfALedgerInTrouble()
{
    AdminClient client;
    const auto field = [&](const char *name) {
        return client.get("/api/health").data().toObject().value(QLatin1String(name)).toString();
    };
    QCOMPARE(field("status"), QStringLiteral("ok"));
    client.service.statusNow.ledgerHealthy = false;
    client.service.statusNow.ledgerTrouble = "the disk is full";
    QCOMPARE(field("status"), QStringLiteral("degraded"));
    QCOMPARE(field("trouble"), QStringLiteral("the disk is full"));
}

void StatusApiTest::metricsKeepTheContractsKeys()
{
    AdminClient client;
    relay::api::WindowFigures &window = client.service.metricsNow.sinceReset;
    window.requests = 10'000;
    window.failed = 19;
    window.total = {.count = 10'000, .averageUs = 145'000, .p50Us = 420};
    const QJsonObject data = client.get("/api/metrics/").data().toObject();
    QCOMPARE(data.value(QLatin1String("total_requests")).toInteger(), 10'000);
    QCOMPARE(data.value(QLatin1String("failed_requests")).toInteger(), 19);
    QCOMPARE(data.value(QLatin1String("success_rate")).toDouble(), 99.81);
    QCOMPARE(data.value(QLatin1String("average_duration")).toString(), QStringLiteral("145ms"));
    QCOMPARE(data.value(QLatin1String("p50_latency")).toString(), QStringLiteral("0.42ms"));
    for (const char *name : {"p95_latency", "p99_latency", "db_query_count", "db_avg_duration",
                             "streaming_requests", "avg_ttft"})
        QVERIFY2(data.contains(QLatin1String(name)), name);
}

void StatusApiTest::metricsThatAreOff()
{
    AdminClient client;
    client.service.metricsNow.enabled = false;
    const QJsonObject data = client.get("/api/metrics").data().toObject();
    QCOMPARE(data.value(QLatin1String("enabled")), QJsonValue(false));
    QVERIFY(data.value(QLatin1String("p99_latency")).isNull());
}

void StatusApiTest::historyOfASpan_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("span");
    QTest::newRow("the shortest unless asked") << QByteArray("/api/metrics/history") << 0;
    QTest::newRow("five minutes") << QByteArray("/api/metrics/history?span=5m") << 0;
    QTest::newRow("an hour") << QByteArray("/api/metrics/history?span=1h") << 1;
    QTest::newRow("a day") << QByteArray("/api/metrics/history/?span=24h") << 2;
}

void StatusApiTest::historyOfASpan()
{
    QFETCH(QByteArray, path);
    QFETCH(int, span);
    AdminClient client;
    client.service.historyNow = {.enabled = true, .periodSeconds = 5, .spanSeconds = 300, .points = {}};
    relay::api::HistoryPoint &point = client.service.historyNow.points.emplace_back();
    point = {.startMs = 1'700'000'000'000, .seconds = 5, .requests = 12, .failed = 1};
    point.overhead = {.count = 12, .p50Us = 40, .p95Us = 80, .p99Us = 90.26};
    const QJsonObject data = client.get(path.constData()).data().toObject();
    QCOMPARE(int(*client.service.spanAsked), span);
    const QJsonObject shown = data.value(QLatin1String("points")).toArray().at(0).toObject();
    QCOMPARE(shown.value(QLatin1String("start")).toInteger(), 1'700'000'000'000);
    QCOMPARE(shown.value(QLatin1String("requests")).toInteger(), 12);
    const QJsonObject overhead = shown.value(QLatin1String("overhead")).toObject();
    QCOMPARE(overhead.value(QLatin1String("p99_us")).toDouble(), 90.3);
    QVERIFY(shown.value(QLatin1String("ttft")).isNull()); // no stream came
}

void StatusApiTest::historyOfAnUnknownSpanIsRefused()
{
    AdminClient client;
    const Answer answer = client.get("/api/metrics/history?span=2h");
    QCOMPARE(answer.status, 400);
    QVERIFY2(answer.message().contains(QStringLiteral("24h")), qPrintable(answer.message()));
}

void StatusApiTest::resetReachesTheService()
{
    AdminClient client;
    QCOMPARE(client.call("POST", "/api/metrics/reset").status, 200);
    QCOMPARE(client.service.resets, 1);
    QCOMPARE(client.call("POST", "/api/metrics/reset", {}, {}).status, 401);
    QCOMPARE(client.service.resets, 1);
}

void StatusApiTest::expositionIsPlainText()
{
    AdminClient client;
    const Answer answer = client.call("GET", "/metrics", {}, {});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), QByteArray("text/plain; version=0.0.4; charset=utf-8"));
    QCOMPARE(answer.body, QByteArray("# TYPE relay_requests_total counter\n"));
}

QTEST_GUILESS_MAIN(StatusApiTest)
#include "tst_status_api.moc"
