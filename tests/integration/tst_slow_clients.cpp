// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <chrono>
#include <memory>
#include <sys/resource.h>
#include <vector>

using namespace tests;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Clients that dawdle, idle in crowds, or go away: what they may cost, and what they get all the same.
class SlowClientsTest final : public QObject
{
    Q_OBJECT

private slots:
    void neverEndingHeadTimesOut();
    void slowReadersGetTheirWholeAnswers();
    void crowdOfIdleConnections();
    void crowdOfStreamsEndsWithItsClients();
    void loopIsRefused();
};

void SlowClientsTest::neverEndingHeadTimesOut()
{
    RelayFixture relay;
    HttpClient client(relay.port());
    const auto begin = Clock::now();
    QVERIFY(client.send("GET /v1/models HTTP/1.1\r\nX-Slow: "));
    while (Clock::now() - begin < 13s) { // a byte now and then buys no time
        QVERIFY(client.send("s"));
        QVERIFY(!client.socket().waitReadable(500ms));
    }
    const HttpReply reply = client.read(10s);
    QCOMPARE(reply.status, 408);
    QVERIFY(!reply.errorText().empty());
    QVERIFY(Clock::now() - begin < 19s);
    QVERIFY(client.waitClosed());
}

// Answers of many sizes, so that some end where the sockets are full and the last of it waits in the relay.
void SlowClientsTest::slowReadersGetTheirWholeAnswers()
{
    constexpr std::size_t kStepBytes = 200'000;
    constexpr std::size_t kClients = 32;
    FakeUpstream upstream([](UpstreamCall &call) {
        const std::string &body = call.request().body;
        const std::size_t at = body.find("steps-") + 6;
        const std::size_t steps = std::stoul(body.substr(at, 2));
        call.answer(200, std::string(steps * kStepBytes, 'x'), "Content-Type: audio/mpeg\r\n");
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (std::size_t i = 0; i < kClients; ++i) {
        const std::string body =
            R"({"model":"m","input":"steps-)" + std::to_string(10 + i) + R"(","voice":"v"})";
        const std::string connection = i % 2 == 0 ? "Connection: close\r\n" : "";
        clients.push_back(std::make_unique<HttpClient>(relay.port()));
        // A head in two pieces is one that was waited for.
        QVERIFY(clients.back()->send("POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\n" + connection));
        QVERIFY(!clients.back()->socket().waitReadable(5ms));
        QVERIFY(clients.back()->send("Authorization: Bearer " + relay.key() + "\r\nContent-Length: " +
                                     std::to_string(body.size()) + "\r\n\r\n" + body));
    }
    QTRY_COMPARE(relay.figures().clientConnections, static_cast<std::uint32_t>(kClients));
    // Longer than a head may take, and than a finished connection lingers.
    QTest::qWait(17'000);
    for (std::size_t i = 0; i < kClients; ++i) {
        const HttpReply reply = clients[i]->read();
        QCOMPARE(reply.status, 200);
        QVERIFY2(reply.whole, std::to_string(i).c_str());
        QCOMPARE(reply.body.size(), (10 + i) * kStepBytes);
    }
}

void SlowClientsTest::crowdOfIdleConnections()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit); // both ends are in this process
    const std::size_t wanted = limit.rlim_max >= 11'000 ? 5000 : 1000;
    RelayFixture relay; // raises the soft limit
    std::vector<std::unique_ptr<HttpClient>> crowd;
    for (std::size_t i = 0; i < wanted; ++i) {
        crowd.push_back(std::make_unique<HttpClient>(relay.port()));
        QVERIFY2(crowd.back()->connected(), std::to_string(i).c_str());
    }
    QTRY_COMPARE_WITH_TIMEOUT(relay.figures().clientConnections, static_cast<std::uint32_t>(wanted), 20'000);
    QCOMPARE(relay.client().exchange("GET", "/v1/models").status, 200);
    const std::string request =
        "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + relay.key() + "\r\n\r\n";
    for (const auto &client : crowd)
        QVERIFY(client->send(request));
    for (const auto &client : crowd)
        QCOMPARE(client->read().status, 200);
    crowd.clear();
    QTRY_COMPARE_WITH_TIMEOUT(relay.figures().clientConnections, 0U, 20'000);
}

void SlowClientsTest::crowdOfStreamsEndsWithItsClients()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("on"));
        call.waitUntilGone();
        call.hangUp();
    });
    RelayFixture relay{{"HTTP_MAX_CONNS_PER_HOST", "300"}};
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    std::vector<std::unique_ptr<HttpClient>> crowd;
    for (int i = 0; i < 200; ++i) {
        crowd.push_back(std::make_unique<HttpClient>(relay.port(), relay.key()));
        QVERIFY(crowd.back()->post("/v1/chat/completions", chatRequest(true)));
    }
    for (const auto &client : crowd)
        QVERIFY(client->waitFor("\"on\""));
    QTRY_COMPARE(relay.figures().liveExchanges, 200U);
    for (std::size_t i = 0; i < crowd.size(); ++i) {
        if (i % 2 == 0)
            crowd[i]->reset();
    }
    crowd.clear();
    QTRY_COMPARE(relay.figures().clientConnections, 0U);
    QTRY_COMPARE(relay.figures().upstreamConnections, 0U);
    QCOMPARE(relay.figures().liveExchanges, 0U);
    QTRY_COMPARE(upstream.openCount(), 0);
    QCOMPARE(relay.rows().size(), std::size_t{200});
}

void SlowClientsTest::loopIsRefused()
{
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "myself";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = "http://127.0.0.1:" + std::to_string(relay.port()) + "/v1";
    channel.keys = {relay.key()};
    QVERIFY(relay.add(channel) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 502); // of the channel, whose upstream is what refuses
    QVERIFY2(reply.errorText().find("508") != std::string::npos, reply.body.c_str());
    QVERIFY2(reply.errorText().find("base URL") != std::string::npos, reply.body.c_str());
    const HttpReply again =
        relay.client().exchange("POST", "/v1/chat/completions", chatRequest(),
                                "X-TrayRelay-Via: other, " + relay.core().status().instanceId + "\r\n");
    QCOMPARE(again.status, 508);

    // Another relay in between is fine, as long as the road ends.
    FakeUpstream upstream(scripts::chat("from afar"));
    RelayFixture far;
    QVERIFY(far.add("main", upstream.baseUrl()) != 0);
    RelayFixture near;
    channel.baseUrl = "http://127.0.0.1:" + std::to_string(far.port()) + "/v1";
    channel.keys = {far.key()};
    QVERIFY(near.add(channel) != 0);
    const HttpReply through = near.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(through.status, 200);
    QVERIFY(through.body.find("from afar") != std::string::npos);
}

QTEST_GUILESS_MAIN(SlowClientsTest)
#include "tst_slow_clients.moc"
