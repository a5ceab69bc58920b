// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/telemetry/trace_queue.h"

#include <QTest>

#include <thread>

using namespace relay::telemetry;

namespace {

std::unique_ptr<ExchangeTrace> traceOf(std::uint64_t requestId, std::size_t attempts = 0)
{
    auto trace = std::make_unique<ExchangeTrace>();
    trace->requestId = requestId;
    trace->attempts.resize(attempts);
    return trace;
}

} // namespace

// The way from the relay's thread to the exporter's.
class TraceQueueTest final : public QObject
{
    Q_OBJECT

private slots:
    void givesBackInOrder();
    void dropsAndCountsWhatItCannotHold();
    void callsOnceWhenABatchWaits();
    void losesNothingBetweenTwoThreads();
};

void TraceQueueTest::givesBackInOrder()
{
    SpanCounts counts;
    TraceQueue queue(4, 100, counts, [] {});
    for (std::uint64_t round = 0; round < 3; ++round) {
        for (std::uint64_t i = 0; i < 3; ++i)
            queue.push(traceOf(round * 3 + i));
        QCOMPARE(queue.size(), std::size_t{3});
        for (std::uint64_t i = 0; i < 3; ++i)
            QCOMPARE(queue.pop()->requestId, round * 3 + i);
        QVERIFY(!queue.pop());
    }
}

void TraceQueueTest::dropsAndCountsWhatItCannotHold()
{
    SpanCounts counts;
    TraceQueue queue(4, 100, counts, [] {});
    for (std::uint64_t i = 0; i < 6; ++i)
        queue.push(traceOf(i, 2));
    QCOMPARE(queue.size(), queue.capacity());
    QCOMPARE(counts.dropped.load(), std::uint64_t{6});  // two exchanges with two attempts each
    QCOMPARE(queue.pop()->requestId, std::uint64_t{0}); // those that came first stay
    queue.push(traceOf(7));
    QCOMPARE(counts.dropped.load(), std::uint64_t{6});
    for (const std::uint64_t id : {1U, 2U, 3U, 7U})
        QCOMPARE(queue.pop()->requestId, id);
}

void TraceQueueTest::callsOnceWhenABatchWaits()
{
    SpanCounts counts;
    int calls = 0;
    TraceQueue queue(8, 3, counts, [&calls] { ++calls; });
    queue.push(traceOf(1));
    queue.push(traceOf(2));
    QCOMPARE(calls, 0);
    for (std::uint64_t i = 3; i < 12; ++i)
        queue.push(traceOf(i));
    QCOMPARE(calls, 1); // full by now, and nobody has come yet
    queue.rearm();
    QVERIFY(queue.pop());
    queue.push(traceOf(12));
    QCOMPARE(calls, 2);
}

void TraceQueueTest::losesNothingBetweenTwoThreads()
{
    constexpr std::uint64_t kCount = 200'000;
    SpanCounts counts;
    TraceQueue queue(64, 16, counts, [] {});
    std::thread relay([&] {
        for (std::uint64_t i = 1; i <= kCount; ++i)
            queue.push(traceOf(i));
    });
    std::uint64_t taken = 0;
    std::uint64_t last = 0;
    bool inOrder = true;
    while (taken + counts.dropped < kCount) {
        if (const auto trace = queue.pop()) {
            inOrder = inOrder && trace->requestId > last;
            last = trace->requestId;
            ++taken;
        }
    }
    relay.join();
    QVERIFY(inOrder);
    QVERIFY(taken > 0);
    QCOMPARE(taken + counts.dropped, kCount);
    QVERIFY(!queue.pop());
}

QTEST_GUILESS_MAIN(TraceQueueTest)
#include "tst_trace_queue.moc"
