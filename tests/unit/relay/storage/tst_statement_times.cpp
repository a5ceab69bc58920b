// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/statement_times.h"

#include <QTest>

using relay::storage::StatementTimes;
using namespace std::chrono_literals;

class StatementTimesTest final : public QObject
{
    Q_OBJECT

private slots:
    void aTimeComesOutAsItWentIn_data();
    void aTimeComesOutAsItWentIn();
    void percentilesAreOfThePeriodAlone();
};

void StatementTimesTest::aTimeComesOutAsItWentIn_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::newRow("2 us") << qint64{2'000};
    QTest::newRow("9 us") << qint64{9'000};
    QTest::newRow("123 us") << qint64{123'000};
    QTest::newRow("7 ms") << qint64{7'000'000};
    QTest::newRow("a second") << qint64{1'000'000'000};
    QTest::newRow("a minute") << qint64{60'000'000'000};
}

void StatementTimesTest::aTimeComesOutAsItWentIn()
{
    QFETCH(const qint64, nanoseconds);
    StatementTimes times;
    times.add(1, std::chrono::nanoseconds(nanoseconds));
    const double us = static_cast<double>(nanoseconds) / 1000;
    const double told = StatementTimes::percentileUs({}, times.counts(), 0.5);
    // Half a bucket: a sixteenth of its octave, and half a unit for the smallest.
    QVERIFY2(std::abs(told - us) <= us / 14 + 0.6, std::to_string(told).c_str());
}

void StatementTimesTest::percentilesAreOfThePeriodAlone()
{
    StatementTimes times;
    QCOMPARE(StatementTimes::percentileUs({}, times.counts(), 0.99), 0.0);
    times.add(1000, 10ms);
    const StatementTimes::Counts begin = times.counts();
    QCOMPARE(StatementTimes::percentileUs(begin, times.counts(), 0.99), 0.0);
    times.add(99, 100us);
    times.add(1, 1s);
    const double median = StatementTimes::percentileUs(begin, times.counts(), 0.5);
    QVERIFY2(median > 90 && median < 110, std::to_string(median).c_str());
    QCOMPARE(StatementTimes::percentileUs(begin, times.counts(), 0.99), median);
    QVERIFY(StatementTimes::percentileUs(begin, times.counts(), 0.999) > 900'000);
}

QTEST_GUILESS_MAIN(StatementTimesTest)
#include "tst_statement_times.moc"
