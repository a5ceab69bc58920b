// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/socket.h"
#include "relay/service/listen_trial.h"

#include <QTest>

using namespace relay;

class ListenTrialTest final : public QObject
{
    Q_OBJECT
private slots:
    void aFreePortIsFine()
    {
        QVERIFY(service::tryListenOn("127.0.0.1", 0, {}));
        QVERIFY(service::tryListenOn("localhost", 0, {}));
    }
    void nothingStaysBehind()
    {
        const Result<net::SocketHandle> socket = net::socket::listenOn(net::HostAddress::loopback4(0), 1);
        QVERIFY(socket);
        const std::uint16_t port = net::socket::localAddress(*socket)->port();
        net::socket::close(*socket);
        QVERIFY(service::tryListenOn("127.0.0.1", port, {}));
        QVERIFY(service::tryListenOn("127.0.0.1", port, {}));
    }
    void whoHoldsAPortIsNamed()
    {
        const Result<net::SocketHandle> socket = net::socket::listenOn(net::HostAddress::loopback4(0), 1);
        QVERIFY(socket);
        const std::uint16_t port = net::socket::localAddress(*socket)->port();
        const Result<bool> named = service::tryListenOn(
            "127.0.0.1", port, [](std::uint16_t asked) { return "nginx on " + std::to_string(asked); });
        const Result<bool> unknown = service::tryListenOn("127.0.0.1", port, {});
        net::socket::close(*socket);
        QVERIFY(!named && !unknown);
        QCOMPARE(named.error().kind, ErrorKind::Conflict);
        QVERIFY2(named.error().message.contains(QStringLiteral("by nginx on %1").arg(port)),
                 qPrintable(named.error().message));
        QVERIFY(unknown.error().message.contains(u"another user"));
    }
    void whatIsNoAddress_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::newRow("a name") << QByteArray("example.org");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("with a port") << QByteArray("127.0.0.1:80");
        QTest::newRow("not of this machine") << QByteArray("192.0.2.1"); // RFC 5737: of none
    }
    void whatIsNoAddress()
    {
        QFETCH(const QByteArray, address);
        const Result<bool> tried = service::tryListenOn(address.toStdString(), 0, {});
        QVERIFY(!tried);
        QCOMPARE(tried.error().kind, ErrorKind::BadRequest);
    }
};

QTEST_GUILESS_MAIN(ListenTrialTest)
#include "tst_listen_trial.moc"
