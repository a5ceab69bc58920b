// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/ip_address.h"

#include <QHostAddress>
#include <QTest>

using namespace relay::access;

class IpAddressTest final : public QObject
{
    Q_OBJECT
private slots:
    // QHostAddress is the independent reader.
    void parses_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"127.0.0.1", "0.0.0.1", "255.255.255.255", "::1", "::", "1::", "fe80::1:2", "1:2:3:4:5:6:7:8",
              "1:2:3::6:7:8", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "ABCD:ef01::", "1:2:3:4:5:6:7::"})
            QTest::newRow(text) << QByteArray(text);
    }
    void parses()
    {
        QFETCH(QByteArray, text);
        const auto address = IpAddress::parse(text.toStdString());
        QVERIFY(address);
        const QHostAddress known(QString::fromLatin1(text));
        const Q_IPV6ADDR bytes = known.toIPv6Address();
        for (std::size_t i = 0; i < 16; ++i)
            QCOMPARE(address->bytes[i], bytes[static_cast<int>(i)]);
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"",
                                 "localhost",
                                 "1",
                                 "1.2.3",
                                 "1.2.3.4.5",
                                 "256.1.1.1",
                                 "1.2.3.04",
                                 "01.2.3.4",
                                 "1.2.3.4 ",
                                 " 1.2.3.4",
                                 "1..2.3",
                                 ".1.2.3",
                                 "1.2.3.",
                                 "+1.2.3.4",
                                 "-1.2.3.4",
                                 "0x7f.0.0.1",
                                 "2130706433",
                                 ":",
                                 ":::",
                                 "1:",
                                 "1::2::3",
                                 "1:2:3:4:5:6:7",
                                 "1:2:3:4:5:6:7:8:9",
                                 "1:2:3:4:5:6:7:8::",
                                 "12345::",
                                 "g::",
                                 "::1.2.3",
                                 "1.2.3.4::",
                                 "[::1]",
                                 "-1::",
                                 "::+1",
                                 "::1 "})
            QTest::newRow(text) << QByteArray(text);
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!IpAddress::parse(text.toStdString()));
    }
    void aZoneIsIgnored()
    {
        QVERIFY(IpAddress::parse("fe80::1%eth0"));
        QVERIFY(!IpAddress::parse("127.0.0.1%eth0"));
    }
    void subnets_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<bool>("inside");
        const auto row = [](const char *name, const char *list, const char *address, bool inside) {
            QTest::newRow(name) << QByteArray(list) << QByteArray(address) << inside;
        };
        row("one address", "10.0.0.1", "10.0.0.1", true);
        row("its neighbour", "10.0.0.1", "10.0.0.2", false);
        row("whole bytes", "10.0.0.0/8", "10.255.1.1", true);
        row("beyond them", "10.0.0.0/8", "11.0.0.0", false);
        row("parts of a byte", "192.168.1.128/25", "192.168.1.200", true);
        row("the other half", "192.168.1.128/25", "192.168.1.100", false);
        row("host bits are no matter", "192.168.1.77/24", "192.168.1.1", true);
        row("everything", "0.0.0.0/0", "8.8.8.8", true);
        row("every IPv4 is no IPv6", "0.0.0.0/0", "::1", false);
        row("IPv6", "fd00::/8", "fdab::1", true);
        row("IPv6 beyond", "fd00::/8", "fe80::1", false);
        row("IPv4 in its IPv6 form", "127.0.0.0/8", "::ffff:127.0.0.1", true);
        row("the second of a list", "10.0.0.0/8, ::1/128", "::1", true);
    }
    void subnets()
    {
        QFETCH(QByteArray, list);
        QFETCH(QByteArray, address);
        QFETCH(bool, inside);
        const auto nets = parseSubnets(list.toStdString());
        QVERIFY(nets);
        const auto known = IpAddress::parse(address.toStdString());
        QVERIFY(known);
        const bool found = std::any_of(nets->begin(), nets->end(),
                                       [&](const Subnet &subnet) { return subnet.contains(*known); });
        QCOMPARE(found, inside);
    }
    void unreadableLists_data()
    {
        QTest::addColumn<QByteArray>("list");
        for (const char *list : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "home", "::/129",
                                 "10.0.0.0/8;1.1.1.1", "10.0.0.0/-0", ",", " , ,"})
            QTest::newRow(list) << QByteArray(list);
    }
    void unreadableLists()
    {
        QFETCH(QByteArray, list);
        QVERIFY(!parseSubnets(list.toStdString()));
    }
};

QTEST_GUILESS_MAIN(IpAddressTest)
#include "tst_ip_address.moc"
