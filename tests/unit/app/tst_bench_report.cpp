// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_report.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using app::CompareRound;
using app::SideRound;
using relay::bench::LoadReport;

namespace {

LoadReport answered(std::chrono::microseconds p50, std::uint64_t count = 100)
{
    LoadReport report;
    report.answered = count;
    report.elapsed = 1s;
    report.total = {.count = count, .mean = p50, .p50 = p50, .p95 = 2 * p50, .p99 = 3 * p50, .max = 4 * p50};
    return report;
}

SideRound side(std::chrono::microseconds p50, double writes)
{
    return {.relay = answered(p50),
            .writeTransactionsPerRequest = writes,
            .readsPerRequest = 2,
            .processorUsPerRequest = 50,
            .residentBytes = 20e6};
}

// Before: 1000 and 1100 us in all; after: 500 and 600; the upstream itself 100.
std::vector<CompareRound> twoRounds()
{
    return {{.before = side(1000us, 3), .after = side(500us, 0.1), .direct = answered(100us)},
            {.before = side(1100us, 3), .after = side(600us, 0.2), .direct = answered(100us)}};
}

app::ComparePlan plan()
{
    return {.before = {u"A=1"_s, {}}, .after = {u"A=2"_s, {}}, .held = {{"RETRY_TIMES", "1"}}, .rounds = 2};
}

QJsonObject figure(const QJsonObject &json, const QString &name)
{
    for (const QJsonValue value : json[u"figures"_s].toArray()) {
        if (value[u"name"_s].toString() == name)
            return value.toObject();
    }
    return {};
}

QString lineWith(const QString &text, const QString &words)
{
    for (const QString &line : text.split(u'\n')) {
        if (line.contains(words))
            return line;
    }
    return {};
}

} // namespace

// What a measurement says to people and to programs.
class BenchReportTest final : public QObject
{
    Q_OBJECT

private slots:
    void overheadIsWhatTheUpstreamDoesNotTake();
    void sameFiguresAreNoDifference();
    void comparisonTextNamesAll();
    void streamsHaveTheirFirstByte();
    void runNamesErrorsAndOverhead();
    void runWithoutItsUpstreamHasNoOverhead();
    void runWithoutAnswersHasNoTimes();
};

void BenchReportTest::overheadIsWhatTheUpstreamDoesNotTake()
{
    const QJsonObject json = app::compareJson(plan(), twoRounds());
    const QJsonObject p50 = figure(json, u"p50_overhead"_s);
    QCOMPARE(p50[u"unit"_s].toString(), u"us"_s);
    QCOMPARE(p50[u"before"_s][u"median"_s].toDouble(), 950.0);
    QCOMPARE(p50[u"before"_s][u"min"_s].toDouble(), 900.0);
    QCOMPARE(p50[u"before"_s][u"max"_s].toDouble(), 1000.0);
    QCOMPARE(p50[u"after"_s][u"median"_s].toDouble(), 450.0);
    QVERIFY(p50[u"measurable"_s].toBool());
    QVERIFY(qAbs(p50[u"change_percent"_s].toDouble() - (450.0 - 950) / 950 * 100) < 0.001);
    QCOMPARE(figure(json, u"p99_overhead"_s)[u"before"_s][u"min"_s].toDouble(), 3000.0 - 300.0);
    QCOMPARE(figure(json, u"write_transactions_per_request"_s)[u"after"_s][u"max"_s].toDouble(), 0.2);
}

void BenchReportTest::sameFiguresAreNoDifference()
{
    const QJsonObject cpu = figure(app::compareJson(plan(), twoRounds()), u"cpu_per_request"_s);
    QVERIFY(!cpu[u"measurable"_s].toBool());
    QCOMPARE(cpu[u"verdict"_s].toString(), u"no measurable difference"_s);
}

void BenchReportTest::comparisonTextNamesAll()
{
    const QString text = app::compareText(plan(), twoRounds());
    QVERIFY2(text.contains(u"before: A=1; after: A=2"_s), qPrintable(text));
    QVERIFY2(text.contains(u"on both sides: RETRY_TIMES=1"_s), qPrintable(text));
    QVERIFY2(text.contains(app::measurableRule()), qPrintable(text));
    const QString writes = lineWith(text, u"write transactions"_s);
    QVERIFY2(writes.contains(u"3.000 (3.000–3.000)"_s), qPrintable(writes));
    QVERIFY2(writes.contains(u"0.150 (0.100–0.200)"_s), qPrintable(writes));
    QVERIFY2(writes.contains(u"−95.0 %"_s), qPrintable(writes));
    QVERIFY(lineWith(text, u"memory"_s).contains(u"no measurable difference"_s));
    QVERIFY(lineWith(text, u"first byte"_s).isEmpty()); // nothing was streamed
}

void BenchReportTest::streamsHaveTheirFirstByte()
{
    app::ComparePlan streamed = plan();
    streamed.stream = true;
    std::vector<CompareRound> rounds = twoRounds();
    for (CompareRound &round : rounds) {
        round.before.relay.ttft = {.count = 100, .p50 = 300us};
        round.after.relay.ttft = {.count = 100, .p50 = 200us};
        round.direct.ttft = {.count = 100, .p50 = 50us};
    }
    const QJsonObject ttft = figure(app::compareJson(streamed, rounds), u"p50_ttft_overhead"_s);
    QCOMPARE(ttft[u"before"_s][u"median"_s].toDouble(), 250.0);
    QCOMPARE(ttft[u"after"_s][u"median"_s].toDouble(), 150.0);
}

void BenchReportTest::runNamesErrorsAndOverhead()
{
    app::BenchOutcome outcome{.plan = {.requests = 103, .concurrency = 4, .model = u"demo-echo"_s},
                              .address = u"http://127.0.0.1:3000/v1"_s,
                              .relay = answered(400us),
                              .direct = answered(150us)};
    outcome.relay.failed = 3;
    outcome.relay.errors = {{"HTTP 503", 2}, {"timeout", 1}};
    outcome.relay.firstError = "no channel";
    const QJsonObject json = app::benchJson(outcome);
    QCOMPARE(json[u"overhead"_s][u"p50_us"_s].toDouble(), 250.0);
    QCOMPARE(json[u"relay"_s][u"errors"_s][u"HTTP 503"_s].toInt(), 2);
    QCOMPARE(json[u"relay"_s][u"requests_per_second"_s].toDouble(), 100.0);
    QVERIFY(json[u"relay"_s][u"ttft"_s].isNull());
    const QString text = app::benchText(outcome);
    QVERIFY2(lineWith(text, u"so the relay adds"_s).contains(u"0.250"_s), qPrintable(text));
    QVERIFY2(text.contains(u"errors: 2 × HTTP 503, 1 × timeout; the first: no channel"_s), qPrintable(text));
}

void BenchReportTest::runWithoutItsUpstreamHasNoOverhead()
{
    const app::BenchOutcome outcome{.plan = {.requests = 100, .concurrency = 4, .model = u"gpt-4o"_s},
                                    .address = u"http://127.0.0.1:3000/v1"_s,
                                    .relay = answered(400us),
                                    .direct = {}};
    QVERIFY(app::benchJson(outcome)[u"overhead"_s].isNull());
    const QString text = app::benchText(outcome);
    QVERIFY2(!text.contains(u"so the relay adds"_s), qPrintable(text));
    QVERIFY2(text.contains(u"no errors"_s), qPrintable(text));
}

void BenchReportTest::runWithoutAnswersHasNoTimes()
{
    app::BenchOutcome outcome;
    outcome.relay.failed = 100;
    outcome.relay.errors = {{"502", 100}};
    outcome.direct = answered(100us);
    const QString text = benchText(outcome);
    QCOMPARE(lineWith(text, u"total"_s).simplified(), u"total – – – –"_s);
    QVERIFY2(lineWith(text, u"the relay adds"_s).isEmpty(), qPrintable(text));
    QVERIFY(lineWith(text, u"asked directly"_s).contains(u"0.100"_s));
    QVERIFY(benchJson(outcome)[u"relay"_s][u"total"_s].isNull());
    QVERIFY(benchJson(outcome)[u"overhead"_s].isNull());
}

QTEST_GUILESS_MAIN(BenchReportTest)
#include "tst_bench_report.moc"
