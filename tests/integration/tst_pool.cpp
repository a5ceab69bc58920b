// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <semaphore>
#include <sys/socket.h>

using namespace tests;
using namespace std::chrono_literals;

namespace {

// This process's sockets that are connected to that port.
std::vector<int> socketsTo(std::uint16_t port)
{
    std::vector<int> found;
    for (const QString &name : QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::System | QDir::Files)) {
        const int descriptor = name.toInt();
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (::getpeername(descriptor, reinterpret_cast<sockaddr *>(&peer), &size) == 0 &&
            peer.sin_family == AF_INET && ntohs(peer.sin_port) == port)
            found.push_back(descriptor);
    }
    return found;
}

int option(int descriptor, int level, int name)
{
    int value = -1;
    socklen_t size = sizeof value;
    ::getsockopt(descriptor, level, name, &value, &size);
    return value;
}

std::string numbered(int i)
{
    return R"({"model":"m","messages":[{"role":"user","content":"number-)" + std::to_string(i) + R"("}]})";
}

int numberIn(const SeenRequest &request)
{
    return std::stoi(request.body.substr(request.body.find("number-") + 7));
}

} // namespace

// Connections to upstreams: how many, which one, how long, and what happens when one dies.
class PoolTest final : public QObject
{
    Q_OBJECT

private slots:
    void beyondItsBoundExchangesWaitInOrder();
    void whoGoesAwayLeavesTheQueue();
    void idleConnectionsPerHostAreBounded();
    void idleConnectionsInAllAreBounded();
    void lastUsedConnectionGoesFirst();
    void idleConnectionIsClosedInTime();
    void deathOfAReusedConnectionIsNotSeen_data();
    void deathOfAReusedConnectionIsNotSeen();
    void deathAfterTheFirstByteIsSeen();
    void closedIdleConnectionIsReplaced();
    void keepAliveIsSet();
};

void PoolTest::beyondItsBoundExchangesWaitInOrder()
{
    constexpr int kClients = 8;
    std::counting_semaphore<kClients> go(0);
    FakeUpstream upstream([&](UpstreamCall &call) {
        if (go.try_acquire_for(20s))
            scripts::chat()(call);
    });
    RelayFixture relay{{"HTTP_MAX_CONNS_PER_HOST", "1"}};
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<HttpClient>(relay.port(), relay.key()));
        QVERIFY(clients.back()->post("/v1/chat/completions", numbered(i)));
        // Answered on the same thread afterwards: so the one before is in the queue.
        QCOMPARE(relay.client().exchange("GET", "/v1/models").status, 200);
    }
    QTRY_COMPARE(relay.figures().upstreamWaiting, static_cast<std::uint32_t>(kClients - 1));
    QCOMPARE(relay.figures().upstreamConnections, 1U);
    go.release(kClients);
    for (const auto &client : clients)
        QCOMPARE(client->read().status, 200);
    const auto requests = upstream.requests();
    QCOMPARE(requests.size(), std::size_t{kClients});
    for (int i = 0; i < kClients; ++i)
        QCOMPARE(numberIn(requests[static_cast<std::size_t>(i)]), i);
    QCOMPARE(upstream.connectionCount(), 1);
    QVERIFY(relay.rows().front().record.queueUs > 0); // of the newest, which waited longest
}

void PoolTest::whoGoesAwayLeavesTheQueue()
{
    std::counting_semaphore<8> go(0);
    FakeUpstream upstream([&](UpstreamCall &call) {
        if (go.try_acquire_for(20s))
            scripts::chat()(call);
    });
    RelayFixture relay{{"HTTP_MAX_CONNS_PER_HOST", "1"}};
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient first = relay.client();
    HttpClient leaving = relay.client();
    HttpClient last = relay.client();
    QVERIFY(first.post("/v1/chat/completions", numbered(1)));
    QTRY_COMPARE(upstream.requestCount(), std::size_t{1});
    QVERIFY(leaving.post("/v1/chat/completions", numbered(2)));
    QTRY_COMPARE(relay.figures().upstreamWaiting, 1U);
    leaving.close();
    QTRY_COMPARE(relay.figures().upstreamWaiting, 0U);
    QVERIFY(last.post("/v1/chat/completions", numbered(3)));
    go.release(2);
    QCOMPARE(first.read().status, 200);
    QCOMPARE(last.read().status, 200);
    const auto requests = upstream.requests();
    QCOMPARE(requests.size(), std::size_t{2});
    QCOMPARE(numberIn(requests[1]), 3);
}

namespace {

// So many exchanges at the same time; all have been answered when it returns.
bool exchangeAtOnce(RelayFixture &relay, FakeUpstream &upstream, int count, const std::string &model)
{
    std::atomic<int> inside = 0;
    upstream.use([&inside, count](UpstreamCall &call) {
        ++inside;
        while (inside < count && call.pause(5ms)) {
        }
        scripts::chat()(call);
    });
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<HttpClient>(relay.port(), relay.key()));
        clients.back()->post("/v1/chat/completions", R"({"model":")" + model + R"(","messages":[]})");
    }
    bool fine = true;
    for (const auto &client : clients)
        fine = client->read().status == 200 && fine;
    upstream.use(scripts::chat());
    return fine;
}

} // namespace

void PoolTest::idleConnectionsPerHostAreBounded()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay{{"HTTP_MAX_IDLE_CONNS_PER_HOST", "2"}};
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QVERIFY(exchangeAtOnce(relay, upstream, 6, "m"));
    QCOMPARE(upstream.connectionCount(), 6);
    QTRY_COMPARE(upstream.openCount(), 2);
    QTRY_COMPARE(relay.figures().upstreamIdle, 2U);
    QCOMPARE(relay.figures().upstreamConnections, 2U);
}

void PoolTest::idleConnectionsInAllAreBounded()
{
    FakeUpstream one(scripts::chat());
    FakeUpstream two(scripts::chat());
    RelayFixture relay{{"HTTP_MAX_IDLE_CONNS", "3"}};
    relay::model::Channel channel;
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.name = "one";
    channel.models = {"m1"};
    channel.baseUrl = one.baseUrl();
    QVERIFY(relay.add(channel) != 0);
    channel.name = "two";
    channel.models = {"m2"};
    channel.baseUrl = two.baseUrl();
    QVERIFY(relay.add(channel) != 0);
    QVERIFY(exchangeAtOnce(relay, one, 2, "m1"));
    QVERIFY(exchangeAtOnce(relay, two, 4, "m2"));
    QTRY_COMPARE(relay.figures().upstreamIdle, 3U);
    QTRY_COMPARE(one.openCount() + two.openCount(), 3);
}

void PoolTest::lastUsedConnectionGoesFirst()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QVERIFY(exchangeAtOnce(relay, upstream, 4, "m"));
    HttpClient client = relay.client();
    for (int i = 0; i < 5; ++i)
        QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const auto requests = upstream.requests();
    QCOMPARE(requests.size(), std::size_t{9});
    for (std::size_t i = 5; i < requests.size(); ++i)
        QCOMPARE(requests[i].connection, requests[4].connection);
    QCOMPARE(upstream.connectionCount(), 4);
}

void PoolTest::idleConnectionIsClosedInTime()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay{{"HTTP_IDLE_CONN_TIMEOUT", "1"}};
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    QCOMPARE(upstream.openCount(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(upstream.openCount(), 0, 3000);
    QTRY_COMPARE(relay.figures().upstreamIdle, 0U);
}

void PoolTest::deathOfAReusedConnectionIsNotSeen_data()
{
    QTest::addColumn<bool>("byReset");
    QTest::newRow("closed") << false;
    QTest::newRow("reset") << true;
}

void PoolTest::deathOfAReusedConnectionIsNotSeen()
{
    QFETCH(const bool, byReset);
    std::atomic<int> lastConnection = 0;
    FakeUpstream upstream([&](UpstreamCall &call) { // each connection serves one request and dies at the next
        const int connection = call.request().connection;
        if (lastConnection.exchange(connection) != connection)
            scripts::chat()(call);
        else if (byReset)
            call.reset();
        else
            call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    for (int i = 0; i < 4; ++i)
        QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    QCOMPARE(upstream.requestCount(), std::size_t{7});
    for (const auto &row : relay.rows())
        QCOMPARE(row.record.attempts.size(), std::size_t{1});
}

void PoolTest::deathAfterTheFirstByteIsSeen()
{
    FakeUpstream upstream({scripts::chat(), scripts::raw("HTTP/1.1 2")});
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 502);
    QCOMPARE(upstream.requestCount(), std::size_t{2});
}

void PoolTest::closedIdleConnectionIsReplaced()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        scripts::chat()(call); // says nothing of closing, and closes
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
        QTRY_COMPARE(relay.figures().upstreamConnections, 0U);
    }
    QCOMPARE(upstream.requestCount(), std::size_t{5});
    QCOMPARE(upstream.connectionCount(), 5);
}

void PoolTest::keepAliveIsSet()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay{{"HTTP_KEEPALIVE", "77"}};
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const std::vector<int> sockets = socketsTo(upstream.port());
    QCOMPARE(sockets.size(), std::size_t{1});
    QCOMPARE(option(sockets.front(), SOL_SOCKET, SO_KEEPALIVE), 1);
    QCOMPARE(option(sockets.front(), IPPROTO_TCP, TCP_KEEPIDLE), 77);
    QCOMPARE(option(sockets.front(), IPPROTO_TCP, TCP_NODELAY), 1);
}

QTEST_GUILESS_MAIN(PoolTest)
#include "tst_pool.moc"
