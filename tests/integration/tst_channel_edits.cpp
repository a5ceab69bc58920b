// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

#include <atomic>
#include <chrono>
#include <semaphore>
#include <thread>
#include <vector>

using namespace tests;
using namespace std::chrono_literals;

namespace {

relay::model::Channel channelOf(const FakeUpstream &upstream, std::vector<std::string> keys)
{
    relay::model::Channel channel;
    channel.name = "edited";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.keys = std::move(keys);
    return channel;
}

// Does what the request's content asks for, and some of it badly.
void behave(UpstreamCall &call)
{
    const std::string &body = call.request().body;
    const bool stream = body.find("\"stream\":true") != std::string::npos;
    switch (std::stoi(body.substr(body.find("do-") + 3))) {
    case 0:
        return scripts::errorAnswer(429, "slow down")(call);
    case 1:
        return scripts::errorAnswer(500, "down")(call);
    case 2:
        return call.hangUp();
    case 3:
        return call.reset();
    case 4:
        return scripts::raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"id\":")(call);
    case 5:
        return scripts::answer(200, std::string(2'000'000, 'x'))(call);
    case 6:
        call.pause(20ms);
        [[fallthrough]];
    default:
        return stream ? scripts::chatStream({"a", "b", "c"}, 2ms)(call) : scripts::chat()(call);
    }
}

// One client's life: some exchanges, some of them given up.
void live(std::uint16_t port, const std::string &key, std::uint32_t seed, int exchanges)
{
    QRandomGenerator random(seed);
    auto client = std::make_unique<HttpClient>(port, key);
    for (int i = 0; i < exchanges; ++i) {
        const bool stream = random.bounded(2) == 0;
        const std::string body = R"({"model":"m","messages":[{"role":"user","content":"do-)" +
                                 std::to_string(random.bounded(12)) + R"("}])" +
                                 (stream ? R"(,"stream":true})" : "}");
        const bool sent = client->post("/v1/chat/completions", body);
        const int fate = random.bounded(8);
        if (!sent || fate == 0) {
            client = std::make_unique<HttpClient>(port, key);
        } else if (fate == 1) {
            client->waitFor("\r\n\r\n", std::chrono::milliseconds(random.bounded(20)));
            client->reset();
            client = std::make_unique<HttpClient>(port, key);
        } else if (!client->read().whole) {
            client = std::make_unique<HttpClient>(port, key);
        }
    }
}

} // namespace

// Channels change while exchanges are under way: those end as they began, the next ones see the change.
class ChannelEditsTest final : public QObject
{
    Q_OBJECT

private slots:
    void removedKeysDoNotDisturbARunningExchange_data();
    void removedKeysDoNotDisturbARunningExchange();
    void turmoilLeavesNothingBehind();
    void aNameIsOfOneChannelAlone();
};

void ChannelEditsTest::removedKeysDoNotDisturbARunningExchange_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("expected");
    QTest::newRow("it ends well") << 200 << 200;
    QTest::newRow("it fails") << 500 << 502;
    QTest::newRow("it is refused") << 401 << 502;
    QTest::newRow("it is limited") << 429 << 429;
    QTest::newRow("its client goes") << 0 << 0;
}

void ChannelEditsTest::removedKeysDoNotDisturbARunningExchange()
{
    QFETCH(const int, status);
    QFETCH(const int, expected);
    constexpr int kKeys = 40;
    std::counting_semaphore<kKeys> go(0);
    FakeUpstream upstream([&, status](UpstreamCall &call) {
        if (status == 0) {
            call.waitUntilGone();
            return call.hangUp();
        }
        if (go.try_acquire_for(20s))
            call.answer(status, scripts::chatBody());
    });
    std::vector<std::string> keys;
    for (int i = 0; i < kKeys; ++i)
        keys.push_back("key-" + std::to_string(i));
    RelayFixture relay{{"RETRY_TIMES", "0"}};
    relay::model::Channel channel = channelOf(upstream, keys);
    channel.id = relay.add(channel);
    QVERIFY(channel.id != 0);
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<HttpClient>(relay.port(), relay.key()));
        QVERIFY(clients.back()->post("/v1/chat/completions", chatRequest()));
    }
    QTRY_COMPARE(upstream.requestCount(), std::size_t{20});
    channel.keys = {"the-only-one"};
    QCOMPARE(relay.add(channel), channel.id);
    go.release(20);
    for (const auto &client : clients) {
        if (status == 0)
            client->reset();
        else
            QCOMPARE(client->read().status, expected);
    }
    QTRY_COMPARE(relay.figures().liveExchanges, 0U);
    // What the old keys met with is nothing to the new one.
    upstream.use(scripts::chat());
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    QCOMPARE(upstream.requests().back().field("Authorization"), std::string("Bearer the-only-one"));
    QCOMPARE(relay.rows().size(), std::size_t{21});
}

void ChannelEditsTest::turmoilLeavesNothingBehind()
{
    constexpr int kClients = 8;
    constexpr int kExchanges = 60;
    FakeUpstream one(behave);
    FakeUpstream two(behave);
    RelayFixture relay{{"HTTP_MAX_CONNS_PER_HOST", "5"}, {"BREAKER_COOLDOWN", "1"}};
    relay::model::Channel first = channelOf(one, {"a", "b", "c"});
    relay::model::Channel second = channelOf(two, {"d"});
    second.name = "edited, too";
    first.id = relay.add(first);
    second.id = relay.add(second);
    QVERIFY(first.id != 0 && second.id != 0);

    const std::uint32_t seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    std::atomic<int> running = kClients;
    std::vector<std::thread> clients;
    for (std::uint32_t i = 0; i < kClients; ++i) {
        clients.emplace_back([&, i] {
            live(relay.port(), relay.key(), seed + i, kExchanges);
            --running;
        });
    }
    for (int edit = 0; running > 0; ++edit) {
        first.keys.resize(static_cast<std::size_t>(1 + edit % 7), "k" + std::to_string(edit));
        first.priority = edit % 3;
        first.enabled = edit % 5 != 0;
        relay.add(first);
    }
    for (std::thread &client : clients)
        client.join();
    QTRY_COMPARE(relay.figures().liveExchanges, 0U);
    QTRY_COMPARE(relay.figures().clientConnections, 0U);
    QCOMPARE(relay.figures().upstreamWaiting, 0U);
    QVERIFY(relay.figures().upstreamConnections <= 10U);
    QVERIFY(!relay.rows().empty());
    FakeUpstream calm(scripts::chat());
    QVERIFY(relay.add("calm", calm.baseUrl(), 100) != 0);
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
}

// The command line and the log know channels by their names.
void ChannelEditsTest::aNameIsOfOneChannelAlone()
{
    RelayFixture relay;
    HttpClient admin(relay.port(), relay.core().adminKey());
    const std::string work = R"({"name":"work","type":"openai","key":"k"})";
    const QJsonObject first = admin.exchange("POST", "/api/channel/", work).json();
    const std::int64_t id = first[QStringLiteral("data")][QStringLiteral("id")].toInteger();
    QVERIFY(id != 0);
    const auto isRefused = [&](const HttpReply &reply) {
        return reply.status == 409 &&
               reply.json()[QStringLiteral("message")].toString() ==
                   QStringLiteral("there is a channel named \"work\" already, number %1: take another name")
                       .arg(id);
    };
    QVERIFY(isRefused(admin.exchange("POST", "/api/channel/", work)));
    QVERIFY(isRefused(admin.exchange("PUT", "/api/channel/1", R"({"name":"work"})")));
    const std::string path = "/api/channel/" + std::to_string(id);
    QCOMPARE(admin.exchange("PUT", path, R"({"name":"work","weight":3})").status, 200);
    QCOMPARE(admin.exchange("GET", "/api/channel/").json()[QStringLiteral("data")].toArray().size(), 2);
}

QTEST_GUILESS_MAIN(ChannelEditsTest)
#include "tst_channel_edits.moc"
