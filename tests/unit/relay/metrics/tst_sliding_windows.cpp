// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/latency_histogram.h"
#include "relay/metrics/sliding_windows.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using relay::Nanos;
using relay::SteadyTime;
using relay::metrics::LatencyHistogram;
using relay::metrics::Window;
using WindowedHistogram = relay::metrics::SlidingWindows<LatencyHistogram>;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kStart{std::chrono::hours(1000)};

// Counts of all four windows at once: minute, hour, since reset, since start.
std::vector<std::uint64_t> counts(const WindowedHistogram &histogram, SteadyTime now)
{
    std::vector<std::uint64_t> all;
    LatencyHistogram window;
    for (const Window which : {Window::Minute, Window::Hour, Window::SinceReset, Window::SinceStart}) {
        histogram.collect(which, now, window);
        all.push_back(window.count());
    }
    return all;
}

using Counts = std::vector<std::uint64_t>;

} // namespace

class SlidingWindowsTest final : public QObject
{
    Q_OBJECT

private slots:
    void isEmptyAtFirst();
    void aValueAgesOutOfTheWindows_data();
    void aValueAgesOutOfTheWindows();
    void windowsCountExactlyWhatIsInThem();
    void aResetTouchesItsOwnWindowAlone();
    void resetsInsideOneSlotAddUp();
    void maximumIsExactAfterAReset();
    void survivesLongIdleness();
    void timeThatGoesBackwardsLosesNothing();
    void beginsAtTimeZero();
    void aReaderNeverSeesAHalfDoneRotation();
};

void SlidingWindowsTest::isEmptyAtFirst()
{
    const WindowedHistogram histogram;
    QCOMPARE(counts(histogram, kStart), (Counts{0, 0, 0, 0}));
}

void SlidingWindowsTest::aValueAgesOutOfTheWindows_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<bool>("inMinute");
    QTest::addColumn<bool>("inHour");
    QTest::newRow("at once") << 0 << true << true;
    QTest::newRow("in the next slot") << 6 << true << true;
    QTest::newRow("a minute later to the second") << 60 << true << true;
    QTest::newRow("beyond a minute and a slot") << 66 << false << true;
    QTest::newRow("an hour later to the second") << 3600 << false << true;
    QTest::newRow("beyond an hour and a slot") << 3721 << false << false;
    QTest::newRow("when a ring has come round") << 13 * 5 * 7 << false << true;
    QTest::newRow("a month later") << 2'592'000 << false << false;
}

void SlidingWindowsTest::aValueAgesOutOfTheWindows()
{
    QFETCH(int, seconds);
    QFETCH(bool, inMinute);
    QFETCH(bool, inHour);
    WindowedHistogram silent;
    silent.current(kStart).record(5ms);
    const SteadyTime later = kStart + std::chrono::seconds(seconds);
    const Counts expected{inMinute ? 1U : 0U, inHour ? 1U : 0U, 1, 1};
    QCOMPARE(counts(silent, later), expected);

    // The same if something is recorded meanwhile, and slots were moved.
    WindowedHistogram busy;
    busy.current(kStart).record(5ms);
    busy.current(later).record(7ms);
    Counts more = expected;
    for (std::uint64_t &count : more)
        ++count;
    QCOMPARE(counts(busy, later), more);
}

void SlidingWindowsTest::windowsCountExactlyWhatIsInThem()
{
    WindowedHistogram histogram;
    SteadyTime now = kStart;
    std::uint64_t recorded = 0;
    for (int second = 0; second < 3 * 3600; ++second) {
        now = kStart + std::chrono::seconds(second);
        histogram.current(now).record(1ms);
        ++recorded;
        if (second % 613 != 0)
            continue;
        const Counts seen = counts(histogram, now);
        QVERIFY(seen[0] >= std::min<std::uint64_t>(recorded, 60) && seen[0] <= 65);
        QVERIFY(seen[1] >= std::min<std::uint64_t>(recorded, 3600) && seen[1] <= 3720);
        QCOMPARE(seen[2], recorded);
        QCOMPARE(seen[3], recorded);
    }
}

void SlidingWindowsTest::aResetTouchesItsOwnWindowAlone()
{
    WindowedHistogram histogram;
    histogram.current(kStart).record(3ms);
    histogram.current(kStart + 20s).record(4ms);
    histogram.reset(kStart + 21s);
    QCOMPARE(counts(histogram, kStart + 21s), (Counts{2, 2, 0, 2}));
    histogram.current(kStart + 22s).record(5ms);
    QCOMPARE(counts(histogram, kStart + 22s), (Counts{3, 3, 1, 3}));
    histogram.current(kStart + 30s).record(5ms);
    QCOMPARE(counts(histogram, kStart + 30s), (Counts{4, 4, 2, 4}));
}

void SlidingWindowsTest::resetsInsideOneSlotAddUp()
{
    WindowedHistogram histogram;
    for (int i = 0; i < 100; ++i) {
        histogram.current(kStart).record(1ms);
        histogram.reset(kStart);
    }
    QCOMPARE(counts(histogram, kStart), (Counts{100, 100, 0, 100}));
    histogram.current(kStart + 6s).record(1ms);
    QCOMPARE(counts(histogram, kStart + 6s), (Counts{101, 101, 1, 101}));
    QCOMPARE(counts(histogram, kStart + 66s), (Counts{1, 101, 1, 101}));
}

void SlidingWindowsTest::maximumIsExactAfterAReset()
{
    WindowedHistogram histogram;
    histogram.current(kStart).record(900ms);
    histogram.reset(kStart);
    histogram.current(kStart).record(123'457ns);
    LatencyHistogram window;
    histogram.collect(Window::SinceReset, kStart, window);
    QCOMPARE(window.max(), Nanos(123'457));
    histogram.collect(Window::Minute, kStart, window);
    QCOMPARE(window.max(), Nanos(900ms));
}

void SlidingWindowsTest::survivesLongIdleness()
{
    WindowedHistogram histogram;
    for (int i = 0; i < 200; ++i)
        histogram.current(kStart + std::chrono::seconds(i)).record(1ms);
    const SteadyTime later = kStart + 24h * 30;
    histogram.current(later).record(1ms);
    QCOMPARE(counts(histogram, later), (Counts{1, 1, 201, 201}));
    histogram.current(later + 10s).record(1ms);
    QCOMPARE(counts(histogram, later + 10s), (Counts{2, 2, 202, 202}));
}

void SlidingWindowsTest::timeThatGoesBackwardsLosesNothing()
{
    WindowedHistogram histogram;
    histogram.current(kStart + 100s).record(1ms);
    histogram.current(kStart).record(1ms);
    QCOMPARE(counts(histogram, kStart), (Counts{2, 2, 2, 2}));
}

void SlidingWindowsTest::beginsAtTimeZero()
{
    WindowedHistogram histogram;
    histogram.current(SteadyTime{}).record(1ms);
    QCOMPARE(counts(histogram, SteadyTime{}), (Counts{1, 1, 1, 1}));
    QCOMPARE(counts(histogram, SteadyTime{} + 2h), (Counts{0, 0, 1, 1}));
}

void SlidingWindowsTest::aReaderNeverSeesAHalfDoneRotation()
{
    constexpr int kValues = 20'000; // one a second: a rotation for every fifth
    WindowedHistogram histogram;
    std::atomic<int> written = 0;
    std::thread writer([&] {
        for (int i = 0; i < kValues; ++i) {
            histogram.current(kStart + std::chrono::seconds(i)).record(1ms);
            written.store(i + 1, std::memory_order_release);
        }
    });
    LatencyHistogram window;
    bool complete = true;
    int before = 0;
    while (before < kValues) {
        before = written.load(std::memory_order_acquire);
        histogram.collect(Window::SinceStart, kStart, window);
        const auto seen = window.count();
        const auto after = static_cast<std::uint64_t>(written.load(std::memory_order_acquire)) + 1;
        complete = complete && seen >= static_cast<std::uint64_t>(before) && seen <= after;
    }
    writer.join();
    QVERIFY(complete);
}

QTEST_GUILESS_MAIN(SlidingWindowsTest)
#include "tst_sliding_windows.moc"
