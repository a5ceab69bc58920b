// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/inherited_socket_posix.h"
#include "relay/net/socket.h"

#include <QCoreApplication>
#include <QTest>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace relay::net;

// As systemd starts a program: a listening socket as descriptor 3, and two words in the environment.
class InheritedSocketTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void theOneForTheAddressIsTaken();
    void itOutlivesWhoClosesIt();
    void anotherAddressIsOpenedAnew();
    void whatWasPassedToAnotherProcessIsNotOurs_data();
    void whatWasPassedToAnotherProcessIsNotOurs();
    void oneThatDoesNotListenIsLeftAlone();

private:
    void pass(SocketHandle socket) const { QVERIFY(::dup2(socket, 3) == 3); }

    int m_saved = -1; // whatever had that number
    SocketHandle m_passed = kNoSocket;
    HostAddress m_address;
};

void InheritedSocketTest::init()
{
    m_saved = ::fcntl(3, F_DUPFD_CLOEXEC, 100);
    qunsetenv("LISTEN_PID");
    qunsetenv("LISTEN_FDS");
    const relay::Result<SocketHandle> opened = socket::listenOn(HostAddress::loopback4(), 8);
    QVERIFY(opened.has_value());
    m_passed = ::fcntl(*opened, F_DUPFD_CLOEXEC, 50); // clear of descriptor 3
    socket::close(*opened);
    m_address = *socket::localAddress(m_passed);
    pass(m_passed);
    qputenv("LISTEN_PID", QByteArray::number(QCoreApplication::applicationPid()));
    qputenv("LISTEN_FDS", "1");
}

void InheritedSocketTest::cleanup()
{
    socket::close(m_passed);
    if (m_saved >= 0) {
        ::dup2(m_saved, 3);
        ::close(m_saved);
    } else {
        ::close(3);
    }
}

void InheritedSocketTest::theOneForTheAddressIsTaken()
{
    const relay::Result<SocketHandle> ours = socket::listenOn(m_address, 8); // else: the port is taken
    QVERIFY2(ours.has_value(), ours ? "" : qPrintable(ours.error().message));
    QCOMPARE(*socket::localAddress(*ours), m_address);
    QVERIFY(::fcntl(*ours, F_GETFL) & O_NONBLOCK);
    QVERIFY(::fcntl(*ours, F_GETFD) & FD_CLOEXEC);
    QVERIFY(::fcntl(3, F_GETFD) & FD_CLOEXEC);
    socket::close(*ours);
}

void InheritedSocketTest::itOutlivesWhoClosesIt()
{
    socket::close(socket::inheritedListener(m_address));
    const SocketHandle again = socket::inheritedListener(m_address);
    QVERIFY(again != kNoSocket);
    const socket::Connecting client = socket::connectTo(m_address);
    QVERIFY(client.outcome != socket::Outcome::Failed);
    socket::Accepted accepted;
    QTRY_VERIFY(accepted.outcome == socket::Outcome::Done ||
                (accepted = socket::accept(again)).outcome == socket::Outcome::Done);
    socket::close(accepted.socket);
    socket::close(client.socket);
    socket::close(again);
}

void InheritedSocketTest::anotherAddressIsOpenedAnew()
{
    QCOMPARE(socket::inheritedListener(HostAddress::loopback6(m_address.port())), kNoSocket);
    const relay::Result<SocketHandle> other = socket::listenOn(HostAddress::loopback4(), 8);
    QVERIFY(other.has_value());
    QVERIFY(*socket::localAddress(*other) != m_address);
    socket::close(*other);
}

void InheritedSocketTest::whatWasPassedToAnotherProcessIsNotOurs_data()
{
    QTest::addColumn<QByteArray>("pid");
    QTest::addColumn<QByteArray>("count");
    const QByteArray own = QByteArray::number(QCoreApplication::applicationPid());
    QTest::newRow("meant for the process that started us")
        << QByteArray::number(::getppid()) << QByteArray("1");
    QTest::newRow("no process named") << QByteArray() << QByteArray("1");
    QTest::newRow("none passed") << own << QByteArray("0");
    QTest::newRow("no number") << own << QByteArray("many");
}

void InheritedSocketTest::whatWasPassedToAnotherProcessIsNotOurs()
{
    QFETCH(QByteArray, pid);
    QFETCH(QByteArray, count);
    qputenv("LISTEN_PID", pid);
    qputenv("LISTEN_FDS", count);
    QCOMPARE(socket::inheritedListener(m_address), kNoSocket);
    const relay::Result<SocketHandle> taken = socket::listenOn(m_address, 8);
    QVERIFY(!taken);
    QCOMPARE(taken.error().kind, relay::ErrorKind::Conflict);
}

void InheritedSocketTest::oneThatDoesNotListenIsLeftAlone()
{
    const int plain = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    QVERIFY(plain >= 0);
    pass(plain);
    QCOMPARE(socket::inheritedListener(*socket::localAddress(plain)), kNoSocket);
    ::close(plain);
}

QTEST_GUILESS_MAIN(InheritedSocketTest)
#include "tst_inherited_socket.moc"
