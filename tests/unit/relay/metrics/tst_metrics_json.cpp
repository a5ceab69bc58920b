// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/metrics_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using relay::api::LatencyFigures;
using relay::api::MetricsSnapshot;

namespace {

QJsonObject parsed(const MetricsSnapshot &snapshot)
{
    const std::string json = relay::metrics::metricsJson(snapshot);
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

MetricsSnapshot contractExample()
{
    MetricsSnapshot snapshot;
    snapshot.totalRequests = 20'000;
    snapshot.sinceReset.requests = 12'450;
    snapshot.sinceReset.failed = 23;
    snapshot.sinceReset.streaming = 340;
    snapshot.sinceReset.total = {12'450, 145'000, 120'000, 380'000, 650'000, 900'000};
    snapshot.sinceReset.overhead = {12'450, 50, 42, 90, 210, 1'000};
    snapshot.sinceReset.ttft = {340, 450'000, 400'000, 800'000, 900'000, 950'000};
    snapshot.database = {8'234, 12'000};
    snapshot.channels.push_back({"main \"1\"", 5, 1, {5, 10, 10, 10, 10, 10}});
    snapshot.channels.back().overhead.p95Us = 3;
    snapshot.channels.back().slow = 2;
    snapshot.sinceReset.slow = 4;
    snapshot.sinceResetSeconds = 90;
    snapshot.runtime.dbP99Us = 1'234;
    snapshot.runtime.diskWriteBytes = 4'096;
    return snapshot;
}

} // namespace

class MetricsJsonTest final : public QObject
{
    Q_OBJECT

private slots:
    void durationsHaveTheirTextForm_data();
    void durationsHaveTheirTextForm();
    void theContractsExampleComesOutAsWritten();
    void numbersStandBesideTheTexts();
    void disabledThePercentilesAreNull();
    void successRateIsCut_data();
    void successRateIsCut();
};

void MetricsJsonTest::durationsHaveTheirTextForm_data()
{
    QTest::addColumn<double>("microseconds");
    QTest::addColumn<QString>("expected");
    QTest::newRow("zero") << 0.0 << QStringLiteral("0.00ms");
    QTest::newRow("below 10 ms two decimals") << 420.0 << QStringLiteral("0.42ms");
    QTest::newRow("rounded to the second decimal") << 1'236.0 << QStringLiteral("1.24ms");
    QTest::newRow("less than it can show") << 4.0 << QStringLiteral("0.00ms");
    QTest::newRow("the last with decimals") << 9'994.0 << QStringLiteral("9.99ms");
    QTest::newRow("rounding up to ten has none") << 9'996.0 << QStringLiteral("10ms");
    QTest::newRow("ten") << 10'000.0 << QStringLiteral("10ms");
    QTest::newRow("whole milliseconds") << 145'000.0 << QStringLiteral("145ms");
    QTest::newRow("rounded to whole milliseconds") << 379'600.0 << QStringLiteral("380ms");
    QTest::newRow("minutes stay milliseconds") << 123'456'789.0 << QStringLiteral("123457ms");
}

void MetricsJsonTest::durationsHaveTheirTextForm()
{
    QFETCH(double, microseconds);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(relay::metrics::durationText(microseconds)), expected);
}

void MetricsJsonTest::theContractsExampleComesOutAsWritten()
{
    const QByteArray contract = R"({"total_requests": 12450, "failed_requests": 23, "success_rate": 99.81,
        "average_duration": "145ms", "p50_latency": "120ms", "p95_latency": "380ms", "p99_latency": "650ms",
        "db_query_count": 8234, "db_avg_duration": "12ms", "streaming_requests": 340, "avg_ttft": "450ms"})";
    const QJsonObject expected = QJsonDocument::fromJson(contract).object();
    QCOMPARE(expected.size(), 11);
    const QJsonObject data = parsed(contractExample());
    for (auto it = expected.begin(); it != expected.end(); ++it)
        QCOMPARE(data.value(it.key()), it.value());
}

void MetricsJsonTest::numbersStandBesideTheTexts()
{
    const QJsonObject data = parsed(contractExample());
    QCOMPARE(data.value(QStringLiteral("enabled")), QJsonValue(true));
    QCOMPARE(data.value(QStringLiteral("p99_latency_us")).toDouble(), 650'000.0);
    QCOMPARE(data.value(QStringLiteral("avg_ttft_us")).toDouble(), 450'000.0);
    QCOMPARE(data.value(QStringLiteral("p50_overhead")).toString(), QStringLiteral("0.04ms"));
    QCOMPARE(data.value(QStringLiteral("p50_overhead_us")).toDouble(), 42.0);
    const QJsonObject window = data.value(QStringLiteral("since_reset")).toObject();
    QCOMPARE(window.value(QStringLiteral("total")).toObject().value(QStringLiteral("max_us")).toInt(),
             900'000);
    QCOMPARE(window.value(QStringLiteral("overhead")).toObject().value(QStringLiteral("p95_us")).toInt(), 90);
    QVERIFY(data.value(QStringLiteral("minute")).isObject());
    QVERIFY(data.value(QStringLiteral("hour")).isObject());
    QCOMPARE(data.value(QStringLiteral("lifetime")).toObject().value(QStringLiteral("requests")).toInt(),
             20'000);
    const QJsonObject channel = data.value(QStringLiteral("channels")).toArray().at(0).toObject();
    QCOMPARE(channel.value(QStringLiteral("name")).toString(), QStringLiteral("main \"1\""));
    QCOMPARE(channel.value(QStringLiteral("failed")).toInt(), 1);
    QCOMPARE(channel.value(QStringLiteral("slow")).toInt(), 2);
    QCOMPARE(channel[QStringLiteral("overhead")][QStringLiteral("p95_us")].toInt(), 3);
    QCOMPARE(data[QStringLiteral("slow_requests")].toInt(), 4);
    QCOMPARE(data[QStringLiteral("window_seconds")].toInt(), 90);
    QCOMPARE(data[QStringLiteral("runtime")][QStringLiteral("db_p99_us")].toInt(), 1'234);
    QCOMPARE(data[QStringLiteral("runtime")][QStringLiteral("disk_write_bytes")].toInt(), 4'096);
    QVERIFY(data.value(QStringLiteral("runtime")).toObject().contains(QStringLiteral("rss_bytes")));
}

void MetricsJsonTest::disabledThePercentilesAreNull()
{
    MetricsSnapshot snapshot = contractExample();
    snapshot.enabled = false;
    const QJsonObject data = parsed(snapshot);
    QCOMPARE(data.value(QStringLiteral("enabled")), QJsonValue(false));
    for (const char *key : {"average_duration", "p50_latency", "p95_latency", "p99_latency", "avg_ttft",
                            "p50_latency_us", "p99_overhead_us"}) {
        const QString name = QString::fromLatin1(key);
        QVERIFY2(data.contains(name) && data.value(name).isNull(), key);
    }
    QCOMPARE(data.value(QStringLiteral("total_requests")).toInt(), 12'450);
    QCOMPARE(data.value(QStringLiteral("failed_requests")).toInt(), 23);
    QVERIFY(data.value(QStringLiteral("minute")).toObject().value(QStringLiteral("total")).isNull());
    QVERIFY(data[QStringLiteral("runtime")][QStringLiteral("db_p99_us")].isNull());
    QVERIFY(data[QStringLiteral("channels")][0][QStringLiteral("overhead")].isNull());
}

void MetricsJsonTest::successRateIsCut_data()
{
    QTest::addColumn<quint64>("requests");
    QTest::addColumn<quint64>("failed");
    QTest::addColumn<double>("rate");
    QTest::newRow("nothing asked, nothing failed") << quint64{0} << quint64{0} << 100.0;
    QTest::newRow("all well") << quint64{3} << quint64{0} << 100.0;
    QTest::newRow("one in a million is not all well") << quint64{1'000'000} << quint64{1} << 99.99;
    QTest::newRow("a third failed") << quint64{3} << quint64{1} << 66.66;
    QTest::newRow("all failed") << quint64{2} << quint64{2} << 0.0;
    QTest::newRow("read beside the writer, one more failed than asked") << quint64{1} << quint64{2} << 0.0;
}

void MetricsJsonTest::successRateIsCut()
{
    QFETCH(quint64, requests);
    QFETCH(quint64, failed);
    QFETCH(double, rate);
    MetricsSnapshot snapshot;
    snapshot.sinceReset.requests = requests;
    snapshot.sinceReset.failed = failed;
    QCOMPARE(parsed(snapshot).value(QStringLiteral("success_rate")).toDouble(), rate);
}

QTEST_GUILESS_MAIN(MetricsJsonTest)
#include "tst_metrics_json.moc"
