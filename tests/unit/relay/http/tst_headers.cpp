// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/headers.h"

#include <QTest>

#include <cctype>
#include <string>

using namespace relay::http;

class HeadersTest : public QObject
{
    Q_OBJECT

private slots:
    void everyKnownNameIsFoundInAnyCase();
    void aNameOneByteOffIsUnknown();
    void comparesWithoutCase_data();
    void comparesWithoutCase();
    void findsTokens_data();
    void findsTokens();
    void findsTheFirstOfRepeatedFields();
    void refusesTheFieldThatDoesNotFit();
    void copiesOnlyWhatItHolds();
    void knowsHopByHopFields();
};

void HeadersTest::everyKnownNameIsFoundInAnyCase()
{
    for (int i = 1; i < static_cast<int>(HeaderId::Count); ++i) {
        const auto id = static_cast<HeaderId>(i);
        std::string name(headerNameOf(id));
        QVERIFY2(headerIdOf(name) == id, name.c_str());
        for (char &c : name)
            c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        QVERIFY2(headerIdOf(name) == id, name.c_str());
    }
}

void HeadersTest::aNameOneByteOffIsUnknown()
{
    for (int i = 1; i < static_cast<int>(HeaderId::Count); ++i) {
        const std::string name(headerNameOf(static_cast<HeaderId>(i)));
        for (std::size_t at = 0; at < name.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                std::string off = name;
                off[at] = static_cast<char>(off[at] ^ (1 << bit));
                const bool sameName = equalsIgnoreCase(off, name);
                QCOMPARE(headerIdOf(off) == static_cast<HeaderId>(i), sameName);
            }
        }
        QCOMPARE(headerIdOf(name + "x"), HeaderId::Other);
    }
    QCOMPARE(headerIdOf(""), HeaderId::Other);
}

void HeadersTest::comparesWithoutCase_data()
{
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::addColumn<bool>("equal");
    QTest::newRow("letters in another case are equal")
        << QByteArray("Keep-Alive") << QByteArray("kEEP-aLIVE") << true;
    QTest::newRow("nothing equals nothing") << QByteArray() << QByteArray() << true;
    QTest::newRow("a prefix is not equal") << QByteArray("close") << QByteArray("closed") << false;
    QTest::newRow("@ and ` are not one letter") << QByteArray("@") << QByteArray("`") << false;
    QTest::newRow("[ and { are not one letter") << QByteArray("[") << QByteArray("{") << false;
    QTest::newRow("CR and hyphen are not one letter") << QByteArray("\r") << QByteArray("-") << false;
    QTest::newRow("only ASCII is folded") << QByteArray("\xC4") << QByteArray("\xE4") << false;
}

void HeadersTest::comparesWithoutCase()
{
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    QTEST(equalsIgnoreCase(a.toStdString(), b.toStdString()), "equal");
}

void HeadersTest::findsTokens_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("found");
    QTest::newRow("alone") << QByteArray("Upgrade") << true;
    QTest::newRow("second in the list") << QByteArray("keep-alive, Upgrade") << true;
    QTest::newRow("between empty elements and tabs") << QByteArray(",,\t upgrade\t,") << true;
    QTest::newRow("not as a part of a word") << QByteArray("upgrade-insecure, xupgrade") << false;
    QTest::newRow("not across a space") << QByteArray("upgrade now") << false;
    QTest::newRow("not in nothing") << QByteArray("") << false;
}

void HeadersTest::findsTokens()
{
    QFETCH(QByteArray, value);
    const std::string text = value.toStdString();
    HeaderList fields;
    fields.append("Connection", "close");
    fields.append("connection", text);
    QTEST(fields.hasToken(HeaderId::Connection, "upgrade"), "found");
    QTEST(fields.hasToken("CONNECTION", "upgrade"), "found");
    QVERIFY(fields.hasToken(HeaderId::Connection, "close"));
}

void HeadersTest::findsTheFirstOfRepeatedFields()
{
    HeaderList fields;
    QVERIFY(fields.append("X-Odd", "1"));
    QVERIFY(fields.append("Origin", "http://a"));
    QVERIFY(!fields.isRepeated(HeaderId::Origin));
    QVERIFY(fields.append("ORIGIN", "http://b"));
    QVERIFY(fields.append("x-odd", "2"));
    QCOMPARE(fields.find("origin")->value, "http://a");
    QCOMPARE(fields.value(HeaderId::Origin), "http://a");
    QCOMPARE(fields.find("x-ODD")->value, "1");
    QVERIFY(fields.isRepeated(HeaderId::Origin));
    QVERIFY(fields.find("x-od") == nullptr);
    QVERIFY(fields.find(HeaderId::Host) == nullptr);
    QVERIFY(fields.value(HeaderId::Host).empty());
    fields.clear();
    QVERIFY(fields.isEmpty());
    QVERIFY(!fields.contains(HeaderId::Origin));
    QVERIFY(!fields.isRepeated(HeaderId::Origin));
}

void HeadersTest::refusesTheFieldThatDoesNotFit()
{
    HeaderList fields;
    for (std::size_t i = 0; i < kMaxHeaders; ++i)
        QVERIFY(fields.append(i % 2 == 0 ? "a" : "Via", "b"));
    QVERIFY(fields.isFull());
    QVERIFY(!fields.append("Host", "b"));
    QCOMPARE(fields.size(), kMaxHeaders);
    QVERIFY(!fields.contains(HeaderId::Host));
}

void HeadersTest::copiesOnlyWhatItHolds()
{
    HeaderList fields;
    fields.append("Host", "a");
    fields.append("Other", "b");
    const HeaderList copy = fields;
    fields.clear();
    QCOMPARE(copy.size(), std::size_t{2});
    QCOMPARE(copy[1].name, "Other");
    QCOMPARE(copy.value(HeaderId::Host), "a");
}

void HeadersTest::knowsHopByHopFields()
{
    for (const char *name : {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
                             "proxy-authenticate", "proxy-authorization", "proxy-connection"})
        QVERIFY2(isHopByHop(headerIdOf(name)), name);
    for (const char *name : {"content-length", "authorization", "x-odd", "host"})
        QVERIFY2(!isHopByHop(headerIdOf(name)), name);
}

QTEST_GUILESS_MAIN(HeadersTest)
#include "tst_headers.moc"
