// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/host_address.h"

#include <QtTest>

using relay::net::HostAddress;

class HostAddressTest : public QObject
{
    Q_OBJECT

private slots:
    void literals_data();
    void literals();
    void refusals_data();
    void refusals();
    void anEmptyOneIsInvalid();
    void thePortCanBeChanged();
    void theSystemsFormGoesBothWays();
    void aCutSocketAddressIsInvalid();
    void comparesAddressAndPort();
};

void HostAddressTest::literals_data()
{
    QTest::addColumn<std::string>("literal");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("withPort");
    QTest::addColumn<bool>("loopback");
    QTest::addColumn<std::string>("unmapped");
    const auto row = [](const char *claim, const char *literal, const char *text, const char *withPort,
                        bool loopback, const char *unmapped) {
        QTest::newRow(claim) << std::string(literal) << std::string(text) << std::string(withPort) << loopback
                             << std::string(unmapped);
    };
    row("IPv4", "10.1.2.3", "10.1.2.3", "10.1.2.3:80", false, "10.1.2.3");
    row("IPv4 loopback", "127.0.0.1", "127.0.0.1", "127.0.0.1:80", true, "127.0.0.1");
    row("all of 127 is loopback", "127.8.9.10", "127.8.9.10", "127.8.9.10:80", true, "127.8.9.10");
    row("any", "0.0.0.0", "0.0.0.0", "0.0.0.0:80", false, "0.0.0.0");
    row("IPv6", "2001:DB8::a", "2001:db8::a", "[2001:db8::a]:80", false, "2001:db8::a");
    row("IPv6 in full", "2001:0db8:0:0:0:0:0:1", "2001:db8::1", "[2001:db8::1]:80", false, "2001:db8::1");
    row("IPv6 loopback", "::1", "::1", "[::1]:80", true, "::1");
    row("mapped", "::ffff:10.1.2.3", "::ffff:10.1.2.3", "[::ffff:10.1.2.3]:80", false, "10.1.2.3");
    row("mapped loopback", "::ffff:127.0.0.1", "::ffff:127.0.0.1", "[::ffff:127.0.0.1]:80", true,
        "127.0.0.1");
    row("a scope stays", "fe80::1%7", "fe80::1%7", "[fe80::1%7]:80", false, "fe80::1%7");
}

void HostAddressTest::literals()
{
    QFETCH(std::string, literal);
    QFETCH(std::string, text);
    QFETCH(std::string, withPort);
    QFETCH(bool, loopback);
    QFETCH(std::string, unmapped);
    const auto address = HostAddress::parse(literal, 80);
    QVERIFY(address.has_value());
    QVERIFY(address->isValid());
    QCOMPARE(address->toString(), text);
    QCOMPARE(address->toStringWithPort(), withPort);
    QCOMPARE(address->isLoopback(), loopback);
    QCOMPARE(address->unmapped().toString(), unmapped);
    QCOMPARE(address->unmapped().port(), std::uint16_t{80});
    QCOMPARE(address->isV4(), literal.find(':') == std::string::npos);
    QCOMPARE(address->isV6(), literal.find(':') != std::string::npos);
}

void HostAddressTest::refusals_data()
{
    QTest::addColumn<QByteArray>("literal");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a name") << QByteArray("localhost");
    QTest::newRow("a short form") << QByteArray("127.1");
    QTest::newRow("a number") << QByteArray("2130706433");
    QTest::newRow("an octal form") << QByteArray("0177.0.0.1");
    QTest::newRow("too big a part") << QByteArray("256.0.0.1");
    QTest::newRow("a port") << QByteArray("127.0.0.1:80");
    QTest::newRow("brackets") << QByteArray("[::1]");
    QTest::newRow("two gaps") << QByteArray("1::2::3");
    QTest::newRow("a blank") << QByteArray(" ::1");
    QTest::newRow("a NUL inside") << QByteArray("127.0.0.1\0x", 11);
    QTest::newRow("an empty scope") << QByteArray("fe80::1%");
    QTest::newRow("an unknown interface") << QByteArray("fe80::1%no_such_one");
    QTest::newRow("a scope on IPv4") << QByteArray("127.0.0.1%1");
    QTest::newRow("something long") << QByteArray(300, '1');
}

void HostAddressTest::refusals()
{
    QFETCH(QByteArray, literal);
    QVERIFY(!HostAddress::parse(literal.toStdString()).has_value());
}

void HostAddressTest::anEmptyOneIsInvalid()
{
    const HostAddress address;
    QVERIFY(!address.isValid());
    QVERIFY(!address.isLoopback());
    QCOMPARE(address.toStringWithPort(), std::string());
    QCOMPARE(address.sockaddrSizeBytes(), std::size_t{0});
}

void HostAddressTest::thePortCanBeChanged()
{
    for (HostAddress address : {HostAddress::loopback4(1), HostAddress::loopback6(1)}) {
        address.setPort(65535);
        QCOMPARE(address.port(), std::uint16_t{65535});
        QVERIFY(address.isLoopback());
    }
}

void HostAddressTest::theSystemsFormGoesBothWays()
{
    for (const char *literal : {"10.1.2.3", "2001:db8::1", "fe80::1%3"}) {
        const HostAddress address = *HostAddress::parse(literal, 443);
        const auto copy = HostAddress::fromSockaddr(address.sockaddrPointer(), address.sockaddrSizeBytes());
        QVERIFY(copy == address);
        QCOMPARE(copy.toString(), std::string(literal));
        QCOMPARE(copy.port(), std::uint16_t{443});
    }
}

void HostAddressTest::aCutSocketAddressIsInvalid()
{
    const HostAddress address = HostAddress::loopback6(80);
    QVERIFY(!HostAddress::fromSockaddr(address.sockaddrPointer(), address.sockaddrSizeBytes() - 1).isValid());
    QVERIFY(!HostAddress::fromSockaddr(nullptr, 0).isValid());
}

void HostAddressTest::comparesAddressAndPort()
{
    QVERIFY(HostAddress::loopback4(80) == *HostAddress::parse("127.0.0.1", 80));
    QVERIFY(!(HostAddress::loopback4(80) == HostAddress::loopback4(81)));
    QVERIFY(!(HostAddress::loopback4(80) == HostAddress::loopback6(80)));
    QVERIFY(!(*HostAddress::parse("::ffff:1.2.3.4") == *HostAddress::parse("1.2.3.4")));
}

QTEST_GUILESS_MAIN(HostAddressTest)
#include "tst_host_address.moc"
