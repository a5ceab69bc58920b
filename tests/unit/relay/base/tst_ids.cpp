// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/ids.h"

#include <QTest>

#include <algorithm>
#include <set>

class IdsTest final : public QObject
{
    Q_OBJECT

private slots:
    void hexIsSixteenLowerCaseDigits_data();
    void hexIsSixteenLowerCaseDigits();
    void randomHexHasTwoDigitsAByte_data();
    void randomHexHasTwoDigitsAByte();
    void randomIdsDiffer();
    void comparesLikeEquality_data();
    void comparesLikeEquality();
};

void IdsTest::hexIsSixteenLowerCaseDigits_data()
{
    QTest::addColumn<quint64>("value");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("zero is padded") << quint64{0} << QByteArray("0000000000000000");
    QTest::newRow("letters are lower case") << quint64{0xABCDEF} << QByteArray("0000000000abcdef");
    QTest::newRow("the highest digit comes first")
        << quint64{0x123456789abcdef0} << QByteArray("123456789abcdef0");
    QTest::newRow("all bits") << ~quint64{0} << QByteArray("ffffffffffffffff");
}

void IdsTest::hexIsSixteenLowerCaseDigits()
{
    QFETCH(quint64, value);
    QFETCH(QByteArray, expected);
    const auto hex = relay::toHex16(value);
    QCOMPARE(QByteArray(hex.data(), hex.size()), expected);
}

void IdsTest::randomHexHasTwoDigitsAByte_data()
{
    QTest::addColumn<int>("byteCount");
    QTest::newRow("none") << 0;
    QTest::newRow("one byte") << 1;
    QTest::newRow("less than a block") << 7;
    QTest::newRow("one block") << 8;
    QTest::newRow("a block and a byte") << 9;
    QTest::newRow("a key") << 32;
}

void IdsTest::randomHexHasTwoDigitsAByte()
{
    QFETCH(int, byteCount);
    const std::string hex = relay::randomHex(static_cast<std::size_t>(byteCount));
    QCOMPARE(hex.size(), static_cast<std::size_t>(byteCount) * 2);
    QVERIFY(hex.find_first_not_of("0123456789abcdef") == std::string::npos);
}

void IdsTest::randomIdsDiffer()
{
    std::set<std::uint64_t> ids;
    std::set<std::string> keys;
    for (int i = 0; i < 1000; ++i) {
        ids.insert(relay::randomId());
        keys.insert(relay::randomHex(16));
    }
    QCOMPARE(ids.size(), std::size_t{1000});
    QCOMPARE(keys.size(), std::size_t{1000});
}

void IdsTest::comparesLikeEquality_data()
{
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::newRow("equal") << QByteArray("sk-1234") << QByteArray("sk-1234");
    QTest::newRow("empty") << QByteArray("") << QByteArray("");
    QTest::newRow("one is empty") << QByteArray("") << QByteArray("a");
    QTest::newRow("first byte differs") << QByteArray("ak-1234") << QByteArray("sk-1234");
    QTest::newRow("last byte differs") << QByteArray("sk-1234") << QByteArray("sk-1235");
    QTest::newRow("one is a prefix") << QByteArray("sk-123") << QByteArray("sk-1234");
    QTest::newRow("differences that would cancel out") << QByteArray("ab") << QByteArray("ba");
    QTest::newRow("high bit alone differs") << QByteArray("\x01") << QByteArray("\x81");
}

void IdsTest::comparesLikeEquality()
{
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    QCOMPARE(relay::equalInConstantTime(a.toStdString(), b.toStdString()), a == b);
}

QTEST_GUILESS_MAIN(IdsTest)
#include "tst_ids.moc"
