// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/bench/chat_request.h"
#include "relay/bench/load_thread.h"
#include "relay/bench/upstream_thread.h"

#include <QTest>

#include <optional>

using namespace relay::bench;
using namespace std::chrono_literals;

// The upstream of measurements, asked by the load that it is made for.
class DelayedUpstreamTest final : public QObject
{
    Q_OBJECT

private slots:
    void answersWhenItIsTime_data();
    void answersWhenItIsTime();
    void manyWaitAtOnce();
    void clientsThatGoCostNothing();
    void itMayGoWhileClientsWait();

private:
    static LoadPlan planFor(std::uint16_t port, bool stream)
    {
        LoadPlan plan;
        plan.port = port;
        plan.stream = stream;
        plan.request = ChatRequest{.port = port, .key = "k", .model = "m", .stream = stream}.text();
        return plan;
    }
};

void DelayedUpstreamTest::answersWhenItIsTime_data()
{
    QTest::addColumn<int>("delay");
    QTest::addColumn<bool>("stream");
    QTest::newRow("at once") << 0 << false;
    QTest::newRow("a stream at once") << 0 << true;
    QTest::newRow("later") << 30 << false;
    QTest::newRow("a stream later") << 30 << true;
}

void DelayedUpstreamTest::answersWhenItIsTime()
{
    QFETCH(const int, delay);
    QFETCH(const bool, stream);
    UpstreamThread upstream{std::chrono::milliseconds(delay)};
    const relay::Result<std::uint16_t> port = upstream.listen();
    QVERIFY(port);
    LoadPlan plan = planFor(*port, stream);
    plan.requests = 40;
    plan.concurrency = 8;
    LoadThread load;
    std::optional<LoadReport> report;
    load.start(plan, this, [&report](const LoadReport &told) { report = told; });
    QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 60'000);
    QCOMPARE(report->answered, 40U);
    QCOMPARE(report->failed, 0U);
    QCOMPARE(upstream.answers(), 40U);
    const relay::Nanos first = stream ? report->ttft.p50 : report->total.p50;
    QVERIFY(first > relay::Nanos(0));
    QVERIFY(first * 100 >= std::chrono::milliseconds(delay) * 99); // the histogram's own error is 1 %
}

void DelayedUpstreamTest::manyWaitAtOnce()
{
    UpstreamThread upstream{100ms};
    const relay::Result<std::uint16_t> port = upstream.listen();
    QVERIFY(port);
    LoadPlan plan = planFor(*port, false);
    plan.requests = 400;
    plan.concurrency = 200;
    LoadThread load;
    std::optional<LoadReport> report;
    load.start(plan, this, [&report](const LoadReport &told) { report = told; });
    QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 60'000);
    QCOMPARE(report->answered, 400U);
    QVERIFY(report->elapsed < 400 * 100ms / 10); // one after another it would be ten times as much
}

void DelayedUpstreamTest::clientsThatGoCostNothing()
{
    UpstreamThread upstream{200ms};
    const relay::Result<std::uint16_t> port = upstream.listen();
    QVERIFY(port);
    LoadThread load;
    std::optional<LoadReport> report;
    const auto tell = [&report](const LoadReport &told) { report = told; };
    LoadPlan plan = planFor(*port, false);
    plan.requests = 10;
    plan.concurrency = 10;
    plan.timeout = 60ms; // goes before it is answered
    load.start(plan, this, tell);
    QTRY_VERIFY(report.has_value());
    QCOMPARE(report->failed, 10U);
    report.reset();
    plan.requests = 1;
    plan.timeout = 20s;
    load.start(plan, this, tell);
    QTRY_VERIFY(report.has_value());
    QCOMPARE(report->answered, 1U);
    QCOMPARE(upstream.answers(), 1U); // those who went got none
}

void DelayedUpstreamTest::itMayGoWhileClientsWait()
{
    LoadThread load;
    std::optional<LoadReport> report;
    {
        UpstreamThread upstream{60s};
        const relay::Result<std::uint16_t> port = upstream.listen();
        QVERIFY(port);
        LoadPlan plan = planFor(*port, false);
        plan.requests = 5;
        plan.concurrency = 5;
        plan.timeout = 20s;
        load.start(plan, this, [&report](const LoadReport &told) { report = told; });
        QVERIFY(!QTest::qWaitFor([&] { return report.has_value(); }, 300)); // they wait
    }
    QTRY_VERIFY(report.has_value());
    QCOMPARE(report->answered, 0U);
    QCOMPARE(report->failed, 5U);
}

QTEST_GUILESS_MAIN(DelayedUpstreamTest)
#include "tst_delayed_upstream.moc"
