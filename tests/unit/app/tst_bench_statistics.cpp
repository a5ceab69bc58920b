// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_statistics.h"

#include <QTest>

using app::differenceOf;
using app::spreadOf;
using Rounds = std::vector<double>;

// When a difference between two sides is one, and when it is the rounds' own scatter.
class BenchStatisticsTest final : public QObject
{
    Q_OBJECT

private slots:
    void medianAndEnds_data();
    void medianAndEnds();
    void measurable_data();
    void measurable();
    void changeIsOfTheMedians_data();
    void changeIsOfTheMedians();
};

void BenchStatisticsTest::medianAndEnds_data()
{
    QTest::addColumn<Rounds>("rounds");
    QTest::addColumn<Rounds>("expected"); // median, least, most
    QTest::newRow("one round") << Rounds{4} << Rounds{4, 4, 4};
    QTest::newRow("the middle of three, in any order") << Rounds{9, 1, 2} << Rounds{2, 1, 9};
    QTest::newRow("between the middle two of four") << Rounds{8, 2, 4, 1} << Rounds{3, 1, 8};
    QTest::newRow("negative ones as well") << Rounds{-3, 1, -1} << Rounds{-1, -3, 1};
}

void BenchStatisticsTest::medianAndEnds()
{
    QFETCH(const Rounds, rounds);
    QFETCH(const Rounds, expected);
    const app::Spread spread = spreadOf(rounds);
    QCOMPARE((Rounds{spread.median, spread.least, spread.most}), expected);
}

void BenchStatisticsTest::measurable_data()
{
    QTest::addColumn<Rounds>("before");
    QTest::addColumn<Rounds>("after");
    QTest::addColumn<bool>("expected");
    QTest::newRow("apart") << Rounds{10, 11, 12} << Rounds{5, 6, 7} << true;
    QTest::newRow("apart, upwards") << Rounds{5, 6, 7} << Rounds{10, 11, 12} << true;
    QTest::newRow("the same") << Rounds{5, 6, 7} << Rounds{5, 6, 7} << false;
    QTest::newRow("they overlap less than the medians differ")
        << Rounds{10, 14, 15} << Rounds{5, 6, 11} << true;
    QTest::newRow("they overlap more than the medians differ")
        << Rounds{8, 10, 15} << Rounds{6, 9, 14} << false;
    QTest::newRow("they overlap just as much") << Rounds{8, 10, 12} << Rounds{6, 8, 10} << false;
    QTest::newRow("one inside the other") << Rounds{1, 10, 20} << Rounds{9, 10.5, 11} << false;
    QTest::newRow("apart, but by less than one per cent")
        << Rounds{1000, 1001} << Rounds{1003, 1004} << false;
    QTest::newRow("exact figures, one per cent apart") << Rounds{100, 100} << Rounds{99, 99} << true;
    QTest::newRow("from nothing to something") << Rounds{0, 0} << Rounds{1, 1} << true;
    QTest::newRow("nothing on both sides") << Rounds{0, 0} << Rounds{0, 0} << false;
}

void BenchStatisticsTest::measurable()
{
    QFETCH(const Rounds, before);
    QFETCH(const Rounds, after);
    QFETCH(const bool, expected);
    QCOMPARE(differenceOf(before, after).measurable, expected);
}

void BenchStatisticsTest::changeIsOfTheMedians_data()
{
    QTest::addColumn<Rounds>("before");
    QTest::addColumn<Rounds>("after");
    QTest::addColumn<double>("percent"); // 1000: none
    QTest::newRow("a fall") << Rounds{1, 4, 5} << Rounds{0, 1, 9} << -75.0;
    QTest::newRow("a rise") << Rounds{2} << Rounds{3} << 50.0;
    QTest::newRow("from nothing there is no part") << Rounds{0} << Rounds{3} << 1000.0;
    QTest::newRow("nor from below nothing") << Rounds{-1} << Rounds{3} << 1000.0;
    QTest::newRow("nor to below nothing") << Rounds{1} << Rounds{-3} << 1000.0;
}

void BenchStatisticsTest::changeIsOfTheMedians()
{
    QFETCH(const Rounds, before);
    QFETCH(const Rounds, after);
    QFETCH(const double, percent);
    QCOMPARE(differenceOf(before, after).changePercent.value_or(1000.0), percent);
}

QTEST_GUILESS_MAIN(BenchStatisticsTest)
#include "tst_bench_statistics.moc"
