// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/relay_metrics.h"

#include <QTest>

#include <atomic>
#include <cmath>
#include <thread>

using relay::Nanos;
using relay::SteadyTime;
using relay::api::MetricsSnapshot;
using relay::api::NamedFigures;
using relay::metrics::ChannelNames;
using relay::metrics::ExchangeSample;
using relay::metrics::LifetimeFigures;
using relay::metrics::RelayMetrics;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kStart{std::chrono::hours(500)};

ExchangeSample sample(SteadyTime now, Nanos total = 10ms)
{
    ExchangeSample one;
    one.now = now;
    one.total = total;
    one.overhead = total / 100;
    one.status = 200;
    one.channelId = 7;
    one.model = "gpt-4o";
    return one;
}

const NamedFigures *find(const std::vector<NamedFigures> &list, std::string_view name)
{
    for (const NamedFigures &figures : list) {
        if (figures.name == name)
            return &figures;
    }
    return nullptr;
}

bool near(double measured, double expected)
{
    return std::abs(measured - expected) <= expected * 0.01;
}

} // namespace

class RelayMetricsTest final : public QObject
{
    Q_OBJECT

private slots:
    void countsAndTimesExchanges();
    void whatIsNotTimedIsCountedAlone();
    void disabledItCountsAndKeepsNoLatency();
    void theDatabaseIsCountedSinceTheReset();
    void resetTouchesTheWindowAlone();
    void resetsByItselfWhenTheIntervalHasPassed();
    void anIntervalOfZeroNeverResets();
    void modelsAreBounded();
    void namesThatNobodyRoutesShareOneEntry();
    void namesThatUpstreamsRefuseShareOneEntry();
    void namesLongUnusedMakeRoom();
    void channelsAreNamedByTheCaller();
    void lifetimeSumsEqualNames();
    void canBeReadFromAnotherThread();
    void recordingIsCheap();
};

void RelayMetricsTest::countsAndTimesExchanges()
{
    RelayMetrics metrics(kStart);
    for (int i = 1; i <= 100; ++i) {
        ExchangeSample one = sample(kStart, i * 1ms);
        one.stream = i % 2 == 0;
        one.ttft = one.stream ? Nanos(i * 500us) : Nanos(-1);
        one.failed = i % 25 == 0;
        one.slow = i == 100;
        one.status = one.failed ? 502 : 200;
        one.promptTokens = 10;
        one.completionTokens = 3;
        metrics.record(one);
    }
    const MetricsSnapshot snapshot = metrics.snapshot(kStart + 1s, {});
    QVERIFY(snapshot.enabled);
    QCOMPARE(snapshot.totalRequests, std::uint64_t{100});
    QCOMPARE(snapshot.totalFailed, std::uint64_t{4});
    for (const auto *window : {&snapshot.minute, &snapshot.hour, &snapshot.sinceReset}) {
        QCOMPARE(window->requests, std::uint64_t{100});
        QCOMPARE(window->failed, std::uint64_t{4});
        QCOMPARE(window->streaming, std::uint64_t{50});
        QCOMPARE(window->total.averageUs, 50'500.0);
        QVERIFY(near(window->total.p50Us, 50'000));
        QVERIFY(near(window->total.p99Us, 99'000));
        QVERIFY(near(window->overhead.p50Us, 500));
        QCOMPARE(window->total.maxUs, 100'000.0);
        QCOMPARE(window->ttft.count, std::uint64_t{50});
        QCOMPARE(window->ttft.averageUs, 25'500.0);
    }
    const LifetimeFigures lifetime = metrics.lifetime(kStart + 1s, {});
    QCOMPARE(lifetime.byStatusClass[2], std::uint64_t{96});
    QCOMPARE(lifetime.byStatusClass[5], std::uint64_t{4});
    QCOMPARE(lifetime.slow, std::uint64_t{1});
    QCOMPARE(lifetime.promptTokens, std::uint64_t{1000});
    QCOMPARE(lifetime.completionTokens, std::uint64_t{300});
    QCOMPARE(lifetime.total.count, std::uint64_t{100});
    QCOMPARE(lifetime.total.sumSeconds, 5.05);
    for (const auto *list : {&lifetime.channels, &lifetime.models}) {
        QCOMPARE(list->size(), std::size_t{1});
        QCOMPARE(list->front().slow, std::uint64_t{1});
        QCOMPARE(list->front().overhead.count, std::uint64_t{100});
        QCOMPARE(list->front().overhead.sumSeconds, lifetime.overhead.sumSeconds);
        QCOMPARE(list->front().ttft.count, std::uint64_t{50});
        QCOMPARE(list->front().ttft.sumSeconds, 50 * 0.0255);
    }
}

void RelayMetricsTest::whatIsNotTimedIsCountedAlone()
{
    RelayMetrics metrics(kStart);
    metrics.record(sample(kStart));
    metrics.record(sample(kStart, -1ns));
    const MetricsSnapshot snapshot = metrics.snapshot(kStart, {});
    QCOMPARE(snapshot.minute.requests, std::uint64_t{2});
    QCOMPARE(snapshot.minute.total.count, std::uint64_t{1});
    QCOMPARE(snapshot.minute.overhead.count, std::uint64_t{1});
    const NamedFigures *const model = find(snapshot.models, "gpt-4o");
    QVERIFY(model);
    QCOMPARE(model->requests, std::uint64_t{2});
    QCOMPARE(model->total.count, std::uint64_t{1});
}

void RelayMetricsTest::disabledItCountsAndKeepsNoLatency()
{
    RelayMetrics metrics(kStart);
    metrics.setEnabled(false);
    ExchangeSample one = sample(kStart);
    one.failed = true;
    metrics.record(one);
    MetricsSnapshot snapshot = metrics.snapshot(kStart, {});
    QVERIFY(!snapshot.enabled);
    QCOMPARE(snapshot.totalRequests, std::uint64_t{1});
    QCOMPARE(snapshot.sinceReset.failed, std::uint64_t{1});
    QCOMPARE(snapshot.minute.failed, std::uint64_t{1});
    QCOMPARE(snapshot.sinceReset.total.count, std::uint64_t{0});
    QCOMPARE(snapshot.channels.at(0).requests, std::uint64_t{1});
    QCOMPARE(snapshot.channels.at(0).total.count, std::uint64_t{0});

    metrics.setEnabled(true);
    metrics.record(sample(kStart));
    snapshot = metrics.snapshot(kStart, {});
    QCOMPARE(snapshot.sinceReset.requests, std::uint64_t{2});
    QCOMPARE(snapshot.sinceReset.total.count, std::uint64_t{1});
}

void RelayMetricsTest::theDatabaseIsCountedSinceTheReset()
{
    RelayMetrics metrics(kStart);
    QCOMPARE(metrics.snapshot(kStart, {}).database.queries, std::uint64_t{0}); // nobody told of one
    std::atomic<std::uint64_t> queries{0};
    std::atomic<std::uint64_t> nanoseconds{0};
    metrics.watchDatabase(queries, nanoseconds);
    queries = 4;
    nanoseconds = 10'000;
    QCOMPARE(metrics.snapshot(kStart, {}).database.queries, std::uint64_t{4});
    QCOMPARE(metrics.snapshot(kStart, {}).database.averageUs, 2.5);
    metrics.resetWindow(kStart + 1s);
    QCOMPARE(metrics.snapshot(kStart + 1s, {}).database.queries, std::uint64_t{0});
    QCOMPARE(metrics.snapshot(kStart + 1s, {}).database.averageUs, 0.0);
    queries = 5;
    nanoseconds = 17'000;
    QCOMPARE(metrics.snapshot(kStart + 1s, {}).database.queries, std::uint64_t{1});
    QCOMPARE(metrics.snapshot(kStart + 1s, {}).database.averageUs, 7.0);
}

void RelayMetricsTest::resetTouchesTheWindowAlone()
{
    RelayMetrics metrics(kStart);
    metrics.record(sample(kStart));
    metrics.resetWindow(kStart + 1s);
    const MetricsSnapshot snapshot = metrics.snapshot(kStart + 1s, {});
    QCOMPARE(snapshot.sinceReset.requests, std::uint64_t{0});
    QCOMPARE(snapshot.sinceReset.total.count, std::uint64_t{0});
    QVERIFY(snapshot.channels.empty());
    QVERIFY(snapshot.models.empty());
    QCOMPARE(snapshot.minute.requests, std::uint64_t{1});
    QCOMPARE(snapshot.hour.requests, std::uint64_t{1});
    QCOMPARE(snapshot.totalRequests, std::uint64_t{1});
    const LifetimeFigures lifetime = metrics.lifetime(kStart + 1s, {});
    QCOMPARE(lifetime.requests, std::uint64_t{1});
    QCOMPARE(lifetime.total.count, std::uint64_t{1});
    QCOMPARE(lifetime.channels.at(0).requests, std::uint64_t{1});
    QCOMPARE(lifetime.models.at(0).requests, std::uint64_t{1});
}

void RelayMetricsTest::resetsByItselfWhenTheIntervalHasPassed()
{
    RelayMetrics metrics(kStart);
    metrics.setResetInterval(3600s, kStart);
    metrics.record(sample(kStart + 3599s));
    metrics.advance(kStart + 3599s);
    QCOMPARE(metrics.snapshot(kStart + 3599s, {}).sinceReset.requests, std::uint64_t{1});
    metrics.advance(kStart + 3600s); // nothing need be recorded
    QCOMPARE(metrics.snapshot(kStart + 3600s, {}).sinceReset.requests, std::uint64_t{0});
    metrics.record(sample(kStart + 3700s));
    metrics.record(sample(kStart + 7300s)); // later than the next reset: begins the window
    QCOMPARE(metrics.snapshot(kStart + 7300s, {}).sinceReset.requests, std::uint64_t{1});
    QCOMPARE(metrics.snapshot(kStart + 7300s, {}).totalRequests, std::uint64_t{3});

    metrics.setResetInterval(60s, kStart + 7400s); // shorter than what has passed already
    QCOMPARE(metrics.snapshot(kStart + 7400s, {}).sinceReset.requests, std::uint64_t{0});
}

void RelayMetricsTest::anIntervalOfZeroNeverResets()
{
    RelayMetrics metrics(kStart);
    metrics.setResetInterval(10s, kStart);
    metrics.setResetInterval(0s, kStart);
    metrics.record(sample(kStart));
    metrics.record(sample(kStart + 24h * 365));
    QCOMPARE(metrics.snapshot(kStart + 24h * 366, {}).sinceReset.requests, std::uint64_t{2});
}

void RelayMetricsTest::modelsAreBounded()
{
    RelayMetrics metrics(kStart);
    for (int i = 0; i < 300; ++i) {
        const std::string name = "model-" + std::to_string(i);
        ExchangeSample one = sample(kStart);
        one.model = name;
        metrics.record(one);
        metrics.record(one);
    }
    const MetricsSnapshot snapshot = metrics.snapshot(kStart, {});
    QCOMPARE(snapshot.models.size(), std::size_t{257});
    QCOMPARE(find(snapshot.models, "model-255")->requests, std::uint64_t{2});
    QVERIFY(!find(snapshot.models, "model-256"));
    QCOMPARE(find(snapshot.models, "other")->requests, std::uint64_t{88});
}

void RelayMetricsTest::namesThatNobodyRoutesShareOneEntry()
{
    RelayMetrics metrics(kStart);
    ExchangeSample unknown = sample(kStart);
    unknown.channelId = 0;
    unknown.failed = true;
    unknown.model = "made-up";
    metrics.record(unknown);
    ExchangeSample endless = sample(kStart);
    const std::string longName(100'000, 'x');
    endless.model = longName;
    metrics.record(endless);
    ExchangeSample unnamed = sample(kStart);
    unnamed.model = {};
    metrics.record(unnamed);
    const MetricsSnapshot snapshot = metrics.snapshot(kStart, {});
    QCOMPARE(snapshot.models.size(), std::size_t{1});
    QCOMPARE(snapshot.models[0].name, std::string("other"));
    QCOMPARE(snapshot.models[0].requests, std::uint64_t{2});
    QCOMPARE(snapshot.totalRequests, std::uint64_t{3});
}

void RelayMetricsTest::namesThatUpstreamsRefuseShareOneEntry()
{
    RelayMetrics metrics(kStart);
    for (int i = 0; i < 300; ++i) {
        const std::string name = "made-up-" + std::to_string(i);
        ExchangeSample refused = sample(kStart);
        refused.model = name;
        refused.status = i % 2 == 0 ? 404 : 400;
        metrics.record(refused);
    }
    metrics.record(sample(kStart));
    ExchangeSample failed = sample(kStart);
    failed.status = 500;
    metrics.record(failed); // of one that is known
    ExchangeSample down = failed;
    down.model = "down-from-the-start"; // whose figures say which one it is
    metrics.record(down);
    const MetricsSnapshot snapshot = metrics.snapshot(kStart, {});
    QCOMPARE(snapshot.models.size(), std::size_t{3});
    QCOMPARE(find(snapshot.models, down.model)->requests, std::uint64_t{1});
    QCOMPARE(find(snapshot.models, "gpt-4o")->requests, std::uint64_t{2});
    QCOMPARE(find(snapshot.models, "other")->requests, std::uint64_t{300});
}

void RelayMetricsTest::namesLongUnusedMakeRoom()
{
    RelayMetrics metrics(kStart);
    const auto use = [&](const std::string &name) {
        ExchangeSample one = sample(kStart);
        one.model = name;
        metrics.record(one);
    };
    for (int i = 0; i < 256; ++i)
        use("model-" + std::to_string(i));
    use("late");
    metrics.resetWindow(kStart + 1s); // all were used since the last one
    QCOMPARE(metrics.lifetime(kStart, {}).models.size(), std::size_t{257});
    use("late");
    QVERIFY(!find(metrics.snapshot(kStart, {}).models, "late"));
    for (int i = 0; i < 100; ++i)
        use("model-" + std::to_string(i));
    metrics.resetWindow(kStart + 2s);
    QCOMPARE(metrics.lifetime(kStart, {}).models.size(), std::size_t{193}); // with "other"
    use("late");
    use("model-99");
    const MetricsSnapshot snapshot = metrics.snapshot(kStart, {});
    QCOMPARE(find(snapshot.models, "late")->requests, std::uint64_t{1});
    QCOMPARE(find(snapshot.models, "model-99")->requests, std::uint64_t{1});
    QVERIFY(!find(snapshot.models, "other"));
    const auto lifetime = metrics.lifetime(kStart, {}).models;
    const auto kept = std::find_if(lifetime.begin(), lifetime.end(),
                                   [](const auto &each) { return each.name == "model-0"; });
    QVERIFY(kept != lifetime.end());
    QCOMPARE(kept->requests, std::uint64_t{2});
}

void RelayMetricsTest::channelsAreNamedByTheCaller()
{
    RelayMetrics metrics(kStart);
    metrics.record(sample(kStart));
    ExchangeSample second = sample(kStart);
    second.channelId = 8;
    metrics.record(second);
    const MetricsSnapshot snapshot = metrics.snapshot(kStart, ChannelNames{{7, "main"}});
    QCOMPARE(snapshot.channels.size(), std::size_t{2});
    QVERIFY(find(snapshot.channels, "main"));
    QVERIFY(find(snapshot.channels, "#8"));
}

void RelayMetricsTest::lifetimeSumsEqualNames()
{
    RelayMetrics metrics(kStart);
    for (const std::int64_t id : {1, 2, 2}) {
        ExchangeSample one = sample(kStart);
        one.channelId = id;
        metrics.record(one);
    }
    const auto channels = metrics.lifetime(kStart, ChannelNames{{1, "twin"}, {2, "twin"}}).channels;
    QCOMPARE(channels.size(), std::size_t{1});
    QCOMPARE(channels[0].requests, std::uint64_t{3});
    QCOMPARE(channels[0].overhead.count, std::uint64_t{3});
}

void RelayMetricsTest::canBeReadFromAnotherThread()
{
    constexpr int kExchanges = 30'000;
    RelayMetrics metrics(kStart);
    std::atomic<bool> done = false;
    std::thread writer([&] {
        for (int i = 0; i < kExchanges; ++i) {
            const std::string name = "model-" + std::to_string(i % 400);
            ExchangeSample one = sample(kStart + i * 10ms, (i % 50 + 1) * 1ms);
            one.model = name;
            one.channelId = i % 5 + 1;
            metrics.record(one);
            if (i % 1000 == 0)
                metrics.resetWindow(one.now);
            if (i % 1000 == 1)
                metrics.resetWindow(one.now); // nearly all are unused: they make room under the reader's eyes
        }
        done.store(true);
    });
    std::uint64_t last = 0;
    bool monotone = true;
    bool namesWhole = true;
    while (!done.load()) {
        const MetricsSnapshot snapshot = metrics.snapshot(kStart, {});
        monotone = monotone && snapshot.totalRequests >= last;
        last = snapshot.totalRequests;
        for (const NamedFigures &figures : snapshot.models)
            namesWhole = namesWhole && (figures.name == "other" || figures.name.starts_with("model-"));
    }
    writer.join();
    QVERIFY(monotone);
    QVERIFY(namesWhole);
    QCOMPARE(metrics.snapshot(kStart, {}).totalRequests, std::uint64_t{kExchanges});
}

void RelayMetricsTest::recordingIsCheap()
{
    RelayMetrics metrics(kStart);
    ExchangeSample one = sample(kStart);
    one.stream = true;
    one.ttft = 3ms;
    std::uint64_t recorded = 0;
    QBENCHMARK
    {
        for (int i = 0; i < 1000; ++i)
            metrics.record(one);
        recorded += 1000;
    }
    QCOMPARE(metrics.snapshot(kStart, {}).totalRequests, recorded);
}

QTEST_GUILESS_MAIN(RelayMetricsTest)
#include "tst_relay_metrics.moc"
