// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/history_recorder.h"

#include <QTest>

using relay::Nanos;
using relay::SteadyTime;
using relay::api::HistorySpan;
using relay::api::MetricsHistory;
using relay::api::RuntimeFigures;
using relay::metrics::ExchangeSample;
using relay::metrics::HistoryRecorder;
using relay::metrics::RelayMetrics;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kStart{std::chrono::hours(500)};
constexpr std::int64_t kStartMs = 1'700'000'100'000; // a multiple of all three periods

} // namespace

class HistoryRecorderTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aPointHasWhatCameInItsPeriod();
    void theNewestPointGrows();
    void aResetIsNotSeen();
    void oldPointsGo_data();
    void oldPointsGo();
    void aSleepLeavesAHole();
    void aClockTurnedBackTakesItsPointsAlong();
    void gaugesAndCountersOfTheRuntime();
    void switchedOffItCountsAlone();

private:
    void come(int requests, Nanos overhead);
    void wait(std::chrono::seconds time); // looks once a second
    MetricsHistory history(HistorySpan span) const { return m_recorder->history(span); }

    std::unique_ptr<RelayMetrics> m_metrics;
    std::unique_ptr<HistoryRecorder> m_recorder;
    SteadyTime m_now;
    std::int64_t m_unixMs = 0;
    RuntimeFigures m_runtime;
};

void HistoryRecorderTest::init()
{
    m_now = kStart;
    m_unixMs = kStartMs;
    m_runtime = {};
    m_metrics = std::make_unique<RelayMetrics>(kStart);
    m_recorder = std::make_unique<HistoryRecorder>(*m_metrics);
    m_recorder->look(m_now, m_unixMs, m_runtime);
}

void HistoryRecorderTest::come(int requests, Nanos overhead)
{
    ExchangeSample one;
    one.now = m_now;
    one.overhead = overhead;
    one.total = 10 * overhead;
    one.status = 502;
    one.failed = true;
    for (int i = 0; i < requests; ++i)
        m_metrics->record(one);
}

void HistoryRecorderTest::wait(std::chrono::seconds time)
{
    for (auto past = 0s; past < time; past += 1s) {
        m_now += 1s;
        m_unixMs += 1000;
        m_recorder->look(m_now, m_unixMs, m_runtime);
    }
}

void HistoryRecorderTest::aPointHasWhatCameInItsPeriod()
{
    come(3, 100us);
    wait(5s);
    come(2, 900us);
    wait(5s);
    const MetricsHistory five = history(HistorySpan::FiveMinutes);
    QCOMPARE(five.points.size(), std::size_t(3));
    QCOMPARE(five.points[0].startMs, kStartMs);
    QCOMPARE(five.points[0].requests, std::uint64_t(3));
    QCOMPARE(five.points[0].seconds, 5.0);
    QVERIFY(std::abs(five.points[0].overhead.p99Us - 100) < 2);
    QCOMPARE(five.points[1].startMs, kStartMs + 5000);
    QCOMPARE(five.points[1].requests, std::uint64_t(2));
    QCOMPARE(five.points[1].failed, std::uint64_t(2));
    QVERIFY(std::abs(five.points[1].overhead.p50Us - 900) < 15); // nothing of the period before
    QVERIFY(std::abs(five.points[1].total.p50Us - 9000) < 150);
    QCOMPARE(five.points[1].ttft.count, std::uint64_t(0));
    QCOMPARE(five.points[2].requests, std::uint64_t(0));
    const MetricsHistory hour = history(HistorySpan::Hour);
    QCOMPARE(hour.points.size(), std::size_t(1));
    QCOMPARE(hour.points[0].requests, std::uint64_t(5));
}

void HistoryRecorderTest::theNewestPointGrows()
{
    come(1, 1ms);
    wait(1s);
    QCOMPARE(history(HistorySpan::Day).points.back().requests, std::uint64_t(1));
    QCOMPARE(history(HistorySpan::Day).points.back().seconds, 1.0);
    come(1, 1ms);
    wait(1s);
    QCOMPARE(history(HistorySpan::Day).points.back().requests, std::uint64_t(2));
    QCOMPARE(history(HistorySpan::Day).points.back().seconds, 2.0);
}

void HistoryRecorderTest::aResetIsNotSeen()
{
    come(4, 1ms);
    wait(1s);
    m_metrics->resetWindow(m_now);
    come(1, 1ms);
    wait(1s);
    QCOMPARE(history(HistorySpan::FiveMinutes).points.back().requests, std::uint64_t(5));
}

void HistoryRecorderTest::oldPointsGo_data()
{
    QTest::addColumn<HistorySpan>("span");
    QTest::addColumn<int>("points");
    QTest::newRow("five minutes of five seconds") << HistorySpan::FiveMinutes << 61;
    QTest::newRow("an hour of half minutes") << HistorySpan::Hour << 121;
    QTest::newRow("two hours so far of five minutes") << HistorySpan::Day << 25;
}

void HistoryRecorderTest::oldPointsGo()
{
    QFETCH(HistorySpan, span);
    QFETCH(int, points);
    wait(2h);
    const MetricsHistory now = history(span);
    QCOMPARE(int(now.points.size()), points);
    QCOMPARE(now.points.back().startMs, m_unixMs);
    if (span != HistorySpan::Day)
        QCOMPARE(now.points.front().startMs, m_unixMs - std::int64_t(now.spanSeconds * 1000));
}

void HistoryRecorderTest::aSleepLeavesAHole()
{
    wait(10s);
    m_unixMs += 120'000; // the steady clock stood still
    wait(5s);
    const MetricsHistory five = history(HistorySpan::FiveMinutes);
    QCOMPARE(five.points.size(), std::size_t(5));
    QCOMPARE(five.points[3].startMs - five.points[2].startMs, 120'000);
    m_unixMs += 3'600'000; // longer than what is kept
    wait(1s);
    QCOMPARE(history(HistorySpan::FiveMinutes).points.size(), std::size_t(1));
}

void HistoryRecorderTest::aClockTurnedBackTakesItsPointsAlong()
{
    wait(60s);
    m_unixMs -= 30'000;
    wait(1s);
    const MetricsHistory five = history(HistorySpan::FiveMinutes);
    for (std::size_t i = 1; i < five.points.size(); ++i)
        QVERIFY(five.points[i].startMs > five.points[i - 1].startMs);
    QCOMPARE(five.points.back().startMs, kStartMs + 30'000);
}

void HistoryRecorderTest::gaugesAndCountersOfTheRuntime()
{
    m_runtime.dbReads = 1000;
    m_runtime.loopLagMaxUs = 700;
    wait(5s);
    m_runtime.dbReads = 1007;
    m_runtime.loopLagMaxUs = 900;
    m_runtime.walBytes = 4096;
    wait(1s);
    m_runtime.loopLagMaxUs = 10;
    wait(4s);
    const relay::api::HistoryPoint point = history(HistorySpan::FiveMinutes).points[1];
    QCOMPARE(point.dbReads, std::uint64_t(7));
    QCOMPARE(point.loopLagMaxUs, 900.0);
    QCOMPARE(point.walBytes, std::uint64_t(4096));
}

void HistoryRecorderTest::switchedOffItCountsAlone()
{
    m_metrics->setEnabled(false);
    come(2, 1ms);
    wait(1s);
    const MetricsHistory five = history(HistorySpan::FiveMinutes);
    QVERIFY(!five.enabled);
    QCOMPARE(five.points.back().requests, std::uint64_t(2));
    QCOMPARE(five.points.back().total.count, std::uint64_t(0));
}

QTEST_GUILESS_MAIN(HistoryRecorderTest)
#include "tst_history_recorder.moc"
