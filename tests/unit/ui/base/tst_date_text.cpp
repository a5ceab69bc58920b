// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/date_text.h"

#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace ui::base;

class DateTextTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { QLocale::setDefault(QLocale::c()); }
    void daysAndTimes_data();
    void daysAndTimes();
};

void DateTextTest::daysAndTimes_data()
{
    QTest::addColumn<QLocale>("locale");
    QTest::addColumn<QDate>("day");
    QTest::addColumn<QString>("shown"); // the day
    QTest::addColumn<QString>("weekday");
    QTest::addColumn<QString>("moment");
    const QLocale american(QLocale::English, QLocale::UnitedStates); // whose short form has AM and PM
    const QLocale chinese(QLocale::Chinese, QLocale::China);
    QTest::newRow("today") << american << QDate(2026, 11, 21) << u"21 Nov"_s << u"Sat 21 Nov"_s << u"23:40"_s;
    QTest::newRow("this year") << american << QDate(2026, 3, 9) << u"9 Mar"_s << u"Mon 9 Mar"_s
                               << u"9 Mar 23:40"_s;
    QTest::newRow("another year") << american << QDate(2025, 3, 9) << u"9 Mar 2025"_s << u"Sun 9 Mar 2025"_s
                                  << u"9 Mar 2025 23:40"_s;
    QTest::newRow("Chinese, today") << chinese << QDate(2026, 11, 21) << u"11月21日"_s << u"11月21日 周六"_s
                                    << u"23:40"_s;
    QTest::newRow("Chinese, another year") << chinese << QDate(2025, 3, 9) << u"2025年3月9日"_s
                                           << u"2025年3月9日 周日"_s << u"2025年3月9日 23:40"_s;
}

void DateTextTest::daysAndTimes()
{
    QFETCH(const QLocale, locale);
    QFETCH(const QDate, day);
    QLocale::setDefault(locale);
    const QDate today(2026, 11, 21);
    QTEST(dayText(day, today), "shown");
    QTEST(weekdayText(day, today), "weekday");
    QTEST(momentText(QDateTime(day, {23, 40, 5}), QDateTime(today, {23, 59})), "moment");
    QCOMPARE(timeText({8, 5, 7}, Precision::Seconds), u"08:05:07"_s);
    QCOMPARE(timeText({8, 5, 7, 9}, Precision::Milliseconds), u"08:05:07.009"_s);
}

QTEST_GUILESS_MAIN(DateTextTest)
#include "tst_date_text.moc"
