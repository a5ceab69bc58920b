// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/retry_after.h"

#include <QTest>

using namespace relay::routing;

class RetryAfterTest final : public QObject
{
    Q_OBJECT
private slots:
    void parses_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("ms");
        QTest::addColumn<qint64>("expected"); // -1: nothing
        const auto row = [](const char *name, const char *value, const char *ms, qint64 expected) {
            QTest::newRow(name) << QByteArray(value) << QByteArray(ms) << expected;
        };
        row("seconds", "7", "", 7000);
        row("zero is at once", "0", "", 0);
        row("a fraction", "1.5", "", 1500);
        row("blanks around", " 3\t", "", 3000);
        row("milliseconds win", "7", "250", 250);
        row("milliseconds with a fraction", "", "99.9", 99);
        row("broken milliseconds do not", "7", "soon", 7000);
        row("a date", "Sun, 06 Nov 1994 08:49:37 GMT", "", 7000);
        row("a date that is over", "Sun, 06 Nov 1994 08:49:00 GMT", "", 0);
        row("a day and no more", "999999999999", "", 24LL * 3600 * 1000);
        row("beyond any number", QByteArray(400, '9').constData(), "", 24LL * 3600 * 1000);
        row("nothing", "", "", -1);
        row("a word", "soon", "", -1);
        row("negative", "-1", "", -1);
        row("not a number", "nan", "", -1);
        row("hexadecimal", "0x10", "", -1);
        row("a unit behind it", "7s", "", -1);
        row("a day that is none", "Sun, 31 Feb 1994 08:49:37 GMT", "", -1);
        row("an hour that is none", "Sun, 06 Nov 1994 28:49:37 GMT", "", -1);
        row("another form of date", "Sunday, 06-Nov-94 08:49:37 GMT", "", -1);
    }
    void parses()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, ms);
        QFETCH(qint64, expected);
        constexpr std::int64_t kNow = 784111770'000; // 08:49:30 on that day
        const auto parsed = parseRetryAfter(value.toStdString(), ms.toStdString(), kNow);
        QCOMPARE(parsed ? qint64(parsed->count()) : -1, expected);
    }
};

QTEST_GUILESS_MAIN(RetryAfterTest)
#include "tst_retry_after.moc"
