// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/port_holder.h"
#include "tests/support/reserved_port.h"

#include <QCoreApplication>
#include <QTcpServer>
#include <QTest>

class PortHolderTest final : public QObject
{
    Q_OBJECT

private slots:
    void namesWhoListens_data();
    void namesWhoListens();
    void knowsNobodyOnAFreePort();
};

void PortHolderTest::namesWhoListens_data()
{
    QTest::addColumn<QHostAddress>("address");
    QTest::newRow("IPv4") << QHostAddress(QHostAddress::LocalHost);
    QTest::newRow("every address") << QHostAddress(QHostAddress::Any);
}

void PortHolderTest::namesWhoListens()
{
    QFETCH(const QHostAddress, address);
    QTcpServer server;
    QVERIFY(server.listen(address));
    const auto holder = app::platform::portHolder(server.serverPort());
    QVERIFY(holder);
    QCOMPARE(holder->processId, QCoreApplication::applicationPid());
    QVERIFY2(holder->name.startsWith(QStringLiteral("tst_port_holder")), qPrintable(holder->name));
}

void PortHolderTest::knowsNobodyOnAFreePort()
{
    const tests::ReservedPort port;
    QVERIFY(!app::platform::portHolder(port.number()));
}

QTEST_GUILESS_MAIN(PortHolderTest)
#include "tst_port_holder.moc"
