// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/connector.h"
#include "relay/net/socket.h"
#include "tests/support/black_hole.h"
#include "tests/support/fake_upstream.h"

#include <QTest>
#include <QTimer>

#include <chrono>
#include <memory>
#include <utility>

using namespace relay::net;
using namespace std::chrono_literals;
using tests::BlackHole;
using Steady = std::chrono::steady_clock;

namespace {

// Every name has these addresses.
class FixedLookup final : public NameLookup
{
public:
    explicit FixedLookup(std::vector<HostAddress> addresses)
        : m_addresses(std::move(addresses))
    {
    }

    int start(const std::string &, Answer answer) override
    {
        QTimer::singleShot(0, &m_context,
                           [addresses = m_addresses, answer = std::move(answer)] { answer(addresses); });
        return 1;
    }
    void abort(int) override {}

private:
    std::vector<HostAddress> m_addresses;
    QObject m_context;
};

std::vector<HostAddress> addresses(std::initializer_list<const char *> literals)
{
    std::vector<HostAddress> result;
    for (const char *literal : literals)
        result.push_back(*HostAddress::parse(literal));
    return result;
}

// A connector with its surroundings, and how it went.
class Dialling final : private Connector::Handler
{
public:
    explicit Dialling(std::vector<HostAddress> found)
        : m_resolver(relay::Clock::system(), std::make_unique<FixedLookup>(std::move(found)))
    {
    }
    ~Dialling() { forget(); }

    void start(Connector::Target &target, relay::Nanos dialTime = 10s)
    {
        forget();
        error = {};
        m_begin = Steady::now();
        m_connector.start(target, {.dial = dialTime, .tls = 10s});
    }
    bool over() const { return connection != kNoSocket || !error.message.isEmpty(); }

    SocketHandle connection = kNoSocket;
    relay::Error error;
    std::chrono::nanoseconds took{};

private:
    void connected(SocketHandle socket, std::unique_ptr<TlsSession>) override
    {
        connection = socket;
        took = Steady::now() - m_begin;
    }
    void connectFailed(const relay::Error &why) override
    {
        error = why;
        took = Steady::now() - m_begin;
    }
    void forget()
    {
        if (connection != kNoSocket)
            relay::net::socket::close(std::exchange(connection, kNoSocket));
    }

    EventLoop m_loop;
    Resolver m_resolver;
    Connector m_connector{m_loop, m_resolver, *this};
    Steady::time_point m_begin;
};

tests::FakeUpstream::Script answer()
{
    return [](tests::UpstreamCall &call) { call.answer(200, "fine"); };
}

} // namespace

// Which of a name's addresses is reached, and how soon.
class ConnectorTest final : public QObject
{
    Q_OBJECT

private slots:
    void deadAddressCostsLittle();
    void familyThatWorkedIsTriedFirst();
    void refusedAddressesCostNothing();
    void silenceOfAllIsToldInTime();
    void lastFailureIsTold();
};

void ConnectorTest::deadAddressCostsLittle()
{
    const tests::FakeUpstream upstream(answer());
    const BlackHole dead("127.0.0.2", upstream.port());
    const BlackHole dead3("127.0.0.3", upstream.port());
    QVERIFY(dead.isOpen() && dead3.isOpen());
    Dialling dialling(addresses({"127.0.0.2", "127.0.0.3", "127.0.0.1"}));
    Connector::Target target{.host = "name.test", .port = upstream.port()};
    dialling.start(target);
    QTRY_VERIFY(dialling.over());
    QVERIFY2(dialling.connection != kNoSocket, qPrintable(dialling.error.message));
    QVERIFY(dialling.took >= 2 * Connector::kNextAddressDelay);
    QVERIFY(dialling.took < 3s);
    QCOMPARE(upstream.connectionCount(), 1);
}

void ConnectorTest::familyThatWorkedIsTriedFirst()
{
    const tests::FakeUpstream upstream(answer());
    const BlackHole dead("::1", upstream.port());
    if (!dead.isOpen())
        QSKIP("this system has no IPv6");
    Dialling dialling(addresses({"::1", "127.0.0.1"}));
    Connector::Target target{.host = "name.test", .port = upstream.port()};
    dialling.start(target);
    QTRY_VERIFY(dialling.over());
    QVERIFY(dialling.connection != kNoSocket);
    QVERIFY(dialling.took >= Connector::kNextAddressDelay);
    QCOMPARE(target.worked, Connector::Family::V4);
    dialling.start(target);
    QTRY_VERIFY(dialling.over());
    QVERIFY(dialling.connection != kNoSocket);
    QVERIFY(dialling.took < Connector::kNextAddressDelay);
}

void ConnectorTest::refusedAddressesCostNothing()
{
    const tests::FakeUpstream upstream(answer());
    Dialling dialling(addresses({"127.0.0.2", "127.0.0.3", "127.0.0.1"}));
    Connector::Target target{.host = "name.test", .port = upstream.port()};
    dialling.start(target);
    QTRY_VERIFY(dialling.over());
    QVERIFY(dialling.connection != kNoSocket);
    QVERIFY(dialling.took < Connector::kNextAddressDelay);
}

void ConnectorTest::silenceOfAllIsToldInTime()
{
    const std::uint16_t port = tests::closedPort();
    const BlackHole dead("127.0.0.2", port);
    const BlackHole dead3("127.0.0.3", port);
    QVERIFY(dead.isOpen() && dead3.isOpen());
    Dialling dialling(addresses({"127.0.0.2", "127.0.0.3"}));
    Connector::Target target{.host = "name.test", .port = port};
    dialling.start(target, 600ms);
    QTRY_VERIFY(dialling.over());
    QCOMPARE(dialling.error.kind, relay::ErrorKind::UpstreamSilent);
    QVERIFY(dialling.took >= 600ms);
    QVERIFY(dialling.took < 3s);
}

void ConnectorTest::lastFailureIsTold()
{
    Dialling dialling(addresses({"127.0.0.2", "127.0.0.1"}));
    Connector::Target target{.host = "name.test", .port = tests::closedPort()};
    dialling.start(target);
    QTRY_VERIFY(dialling.over());
    QCOMPARE(dialling.error.kind, relay::ErrorKind::Transient);
    QVERIFY2(dialling.error.message.contains(QStringLiteral("name.test")),
             qPrintable(dialling.error.message));
}

QTEST_GUILESS_MAIN(ConnectorTest)
#include "tst_connector.moc"
