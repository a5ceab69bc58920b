// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/latency_histogram.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <thread>
#include <vector>

using relay::Nanos;
using relay::metrics::LatencyHistogram;

namespace {

constexpr double kMaxError = 0.01;
constexpr std::int64_t kHour = 3'600'000'000'000;

double relativeError(Nanos measured, Nanos exact)
{
    return std::abs(static_cast<double>((measured - exact).count())) / static_cast<double>(exact.count());
}

Nanos exactPercentile(const std::vector<Nanos> &sorted, double q)
{
    const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size())));
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

} // namespace

class LatencyHistogramTest final : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyOneSaysZero();
    void aBucketsMiddleIsNearWhatFellIntoIt();
    void bucketsAreInOrderWithoutGap();
    void percentilesAreNearTheExactOnes_data();
    void percentilesAreNearTheExactOnes();
    void takesValuesOutOfRange();
    void mergingEqualsRecordingBoth();
    void resetForgetsAll();
    void canBeReadWhileItIsWritten();
    void recordingIsCheap();
};

void LatencyHistogramTest::anEmptyOneSaysZero()
{
    const LatencyHistogram histogram;
    QCOMPARE(histogram.count(), std::uint64_t{0});
    QCOMPARE(histogram.percentile(0.5), Nanos(0));
    QCOMPARE(histogram.max(), Nanos(0));
    QCOMPARE(histogram.sum(), Nanos(0));
}

void LatencyHistogramTest::aBucketsMiddleIsNearWhatFellIntoIt()
{
    std::mt19937_64 random(20240607);
    std::uniform_real_distribution<double> exponent(3, std::log10(static_cast<double>(kHour)));
    for (int i = 0; i < 200'000; ++i) {
        const auto nanos = static_cast<std::uint64_t>(std::pow(10, exponent(random)));
        const std::uint64_t middle = LatencyHistogram::middleOf(LatencyHistogram::bucketOf(nanos));
        const Nanos value(static_cast<std::int64_t>(nanos));
        QVERIFY2(relativeError(Nanos(static_cast<std::int64_t>(middle)), value) <= kMaxError,
                 qPrintable(QString::number(nanos)));
    }
}

void LatencyHistogramTest::bucketsAreInOrderWithoutGap()
{
    QCOMPARE(LatencyHistogram::bucketOf(0), std::size_t{0});
    for (std::size_t bucket = 0; bucket < LatencyHistogram::kBuckets; ++bucket)
        QCOMPARE(LatencyHistogram::bucketOf(LatencyHistogram::middleOf(bucket)), bucket);
    QCOMPARE(LatencyHistogram::bucketOf(~std::uint64_t{0}), LatencyHistogram::kBuckets - 1);
}

void LatencyHistogramTest::percentilesAreNearTheExactOnes_data()
{
    QTest::addColumn<double>("median"); // us
    QTest::addColumn<double>("spread"); // of the logarithm
    QTest::addColumn<int>("count");
    QTest::newRow("one value") << 250.0 << 0.0 << 1;
    QTest::newRow("two values") << 250.0 << 1.0 << 2;
    QTest::newRow("a hundred") << 1500.0 << 0.8 << 100;
    QTest::newRow("microseconds") << 3.0 << 0.3 << 50'000;
    QTest::newRow("milliseconds with a long tail") << 120'000.0 << 1.5 << 100'000;
    QTest::newRow("minutes") << 200'000'000.0 << 0.5 << 20'000;
}

void LatencyHistogramTest::percentilesAreNearTheExactOnes()
{
    QFETCH(double, median);
    QFETCH(double, spread);
    QFETCH(int, count);
    std::mt19937_64 random(4711);
    std::normal_distribution<double> logarithm(std::log(median * 1e3), spread > 0 ? spread : 1e-9);
    LatencyHistogram histogram;
    std::vector<Nanos> values;
    Nanos sum(0);
    for (int i = 0; i < count; ++i) {
        const double drawn = std::clamp(std::exp(logarithm(random)), 1000.0, static_cast<double>(kHour));
        values.emplace_back(static_cast<std::int64_t>(drawn));
        histogram.record(values.back());
        sum += values.back();
    }
    std::sort(values.begin(), values.end());
    QCOMPARE(histogram.count(), static_cast<std::uint64_t>(count));
    QCOMPARE(histogram.sum(), sum);
    QCOMPARE(histogram.max(), values.back());
    for (const double q : {0.0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0}) {
        const Nanos exact = exactPercentile(values, q);
        QVERIFY2(relativeError(histogram.percentile(q), exact) <= kMaxError, qPrintable(QString::number(q)));
        QVERIFY(histogram.percentile(q) <= histogram.max());
    }
}

void LatencyHistogramTest::takesValuesOutOfRange()
{
    LatencyHistogram histogram;
    histogram.record(Nanos(-5));
    QCOMPARE(histogram.percentile(1.0), Nanos(0));
    const Nanos day(24 * kHour);
    histogram.record(day);
    QCOMPARE(histogram.count(), std::uint64_t{2});
    QCOMPARE(histogram.percentile(1.0), day);
    QCOMPARE(histogram.max(), day);
}

void LatencyHistogramTest::mergingEqualsRecordingBoth()
{
    std::mt19937_64 random(99);
    std::uniform_int_distribution<std::int64_t> nanos(0, 5'000'000'000);
    LatencyHistogram left;
    LatencyHistogram right;
    LatencyHistogram both;
    for (int i = 0; i < 5000; ++i) {
        const Nanos value(nanos(random));
        (i % 3 == 0 ? left : right).record(value);
        both.record(value);
    }
    left.merge(right);
    QCOMPARE(left.count(), both.count());
    QCOMPARE(left.sum(), both.sum());
    QCOMPARE(left.max(), both.max());
    for (double q = 0; q <= 1; q += 0.01)
        QCOMPARE(left.percentile(q), both.percentile(q));
}

void LatencyHistogramTest::resetForgetsAll()
{
    LatencyHistogram histogram;
    histogram.record(Nanos(1'000'000));
    histogram.reset();
    QCOMPARE(histogram.count(), std::uint64_t{0});
    QCOMPARE(histogram.max(), Nanos(0));
    histogram.record(Nanos(2000));
    QCOMPARE(histogram.percentile(0.99), Nanos(2000));
}

// Says something under the thread sanitizer above all.
void LatencyHistogramTest::canBeReadWhileItIsWritten()
{
    constexpr std::uint64_t kValues = 200'000;
    LatencyHistogram histogram;
    std::thread writer([&] {
        for (std::uint64_t i = 0; i < kValues; ++i)
            histogram.record(Nanos(static_cast<std::int64_t>(i * 1000)));
    });
    std::uint64_t last = 0;
    bool monotone = true;
    while (last < kValues) {
        const std::uint64_t count = histogram.count();
        monotone = monotone && count >= last;
        last = count;
        if (histogram.percentile(0.99) > Nanos(static_cast<std::int64_t>(kValues * 1000)))
            monotone = false;
    }
    writer.join();
    QVERIFY(monotone);
    QCOMPARE(histogram.count(), kValues);
}

void LatencyHistogramTest::recordingIsCheap()
{
    LatencyHistogram histogram;
    std::int64_t value = 1000;
    QBENCHMARK
    {
        for (int i = 0; i < 1000; ++i) {
            histogram.record(Nanos(value));
            value = (value * 7 + 13) & 0xfffffff;
        }
    }
    QVERIFY(histogram.count() >= 1000);
}

QTEST_GUILESS_MAIN(LatencyHistogramTest)
#include "tst_latency_histogram.moc"
