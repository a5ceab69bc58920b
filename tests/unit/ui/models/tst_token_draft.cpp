// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/token_draft.h"

#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::models::Expiry;

class TokenDraftTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsDollars_data();
    void readsDollars();
    void writesDollarsToBeEdited();
    void checksAddresses_data();
    void checksAddresses();
    void expires();
    void saysWhenItExpires_data();
    void saysWhenItExpires();
};

void TokenDraftTest::readsDollars_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("quota"); // -1: no such amount
    QTest::newRow("whole") << u"5"_s << qint64(2'500'000);
    QTest::newRow("with cents") << u" 0.82 "_s << qint64(410'000);
    QTest::newRow("with its sign") << u"$1.5"_s << qint64(750'000);
    QTest::newRow("nothing") << u"0"_s << qint64(0);
    QTest::newRow("empty") << QString() << qint64(-1);
    QTest::newRow("words") << u"plenty"_s << qint64(-1);
    QTest::newRow("below nothing") << u"-1"_s << qint64(-1);
    QTest::newRow("no number at all") << u"nan"_s << qint64(-1);
    QTest::newRow("beyond all sense") << u"1e30"_s << qint64(-1);
}

void TokenDraftTest::readsDollars()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, quota);
    QCOMPARE(qint64(ui::models::quotaOf(text).value_or(-1)), quota);
}

void TokenDraftTest::writesDollarsToBeEdited()
{
    QCOMPARE(ui::models::dollarsOf(2'100'000), u"4.20"_s);
    QCOMPARE(ui::models::dollarsOf(1'000'000'000), u"2000.00"_s);
    for (const std::int64_t quota : {0, 1, 410'000, 777'777})
        QCOMPARE(ui::models::quotaOf(ui::models::dollarsOf(quota)), std::optional(quota));
}

void TokenDraftTest::checksAddresses_data()
{
    QTest::addColumn<QString>("list");
    QTest::addColumn<bool>("fine");
    QTest::newRow("none") << QString() << true;
    QTest::newRow("one") << u"192.168.1.7"_s << true;
    QTest::newRow("subnets with commas") << u"10.0.0.0/8, 192.168.0.0/16"_s << true;
    QTest::newRow("IPv6") << u"::1, fe80::/10"_s << true;
    QTest::newRow("a comma too many") << u"10.0.0.0/8,"_s << true;
    QTest::newRow("nothing but commas") << u",,"_s << false;
    QTest::newRow("a byte too large") << u"10.0.0.256"_s << false;
    QTest::newRow("three bytes") << u"10.0.0"_s << false;
    QTest::newRow("a leading zero") << u"10.0.0.01"_s << false;
    QTest::newRow("too long a prefix") << u"10.0.0.0/33"_s << false;
    QTest::newRow("a prefix that is none") << u"10.0.0.0/"_s << false;
    QTest::newRow("a name") << u"localhost"_s << false;
    QTest::newRow("broken IPv6") << u"fe80:::1"_s << false;
    QTest::newRow("too long a prefix of IPv6") << u"fe80::/129"_s << false;
}

void TokenDraftTest::checksAddresses()
{
    QFETCH(const QString, list);
    QFETCH(const bool, fine);
    QCOMPARE(ui::models::addressTrouble(list).isEmpty(), fine);
}

void TokenDraftTest::expires()
{
    const QDateTime now = QDateTime::fromSecsSinceEpoch(1'700'000'000);
    const QDateTime chosen = now.addDays(3);
    QCOMPARE(ui::models::expiryOf(Expiry::Never, now, chosen), -1);
    QCOMPARE(ui::models::expiryOf(Expiry::OneDay, now, chosen), 1'700'086'400);
    QCOMPARE(ui::models::expiryOf(Expiry::Date, now, chosen), chosen.toSecsSinceEpoch());
    relay::model::Token token;
    QVERIFY(!ui::models::isExpired(token, now));
    token.expiredTime = 1'700'000'000;
    QVERIFY(ui::models::isExpired(token, now));
    token.expiredTime += 1;
    QVERIFY(!ui::models::isExpired(token, now));
}

void TokenDraftTest::saysWhenItExpires_data()
{
    QTest::addColumn<qint64>("inSeconds"); // -1: never
    QTest::addColumn<QString>("text");
    QTest::newRow("never") << qint64(-1) << u"never"_s;
    QTest::newRow("expired") << qint64(0) << u"expired"_s;
    QTest::newRow("within the hour") << qint64(1790) << u"in 30 minute(s)"_s;
    QTest::newRow("within two days") << qint64(30 * 3600) << u"in 30 hour(s)"_s;
    QTest::newRow("within two months") << qint64(5 * 86'400 + 60) << u"in 5 day(s)"_s;
}

void TokenDraftTest::saysWhenItExpires()
{
    QFETCH(const qint64, inSeconds);
    QFETCH(const QString, text);
    const QDateTime now = QDateTime::fromSecsSinceEpoch(1'700'000'000);
    const std::int64_t at = inSeconds < 0 ? -1 : 1'700'000'000 + inSeconds;
    QCOMPARE(ui::models::expiryText(at, now), text);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication application(argc, argv);
    TokenDraftTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_token_draft.moc"
