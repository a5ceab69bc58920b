// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <chrono>
#include <future>

using namespace tests;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// What the end of the relay means to exchanges that are under way, and what the next start still knows.
class ShutdownTest final : public QObject
{
    Q_OBJECT

private slots:
    void runningStreamMayFinish();
    void streamIsCutAfterTheDrainTime();
    void waitingRequestIsToldToTryAgain();
    void idleConnectionsDoNotDelay();
    void rowsOfTheLastMomentAreKept();
};

void ShutdownTest::runningStreamMayFinish()
{
    FakeUpstream upstream(scripts::chatStream({"1", "2", "3", "4", "5"}, 200ms));
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QVERIFY(client.waitFor("\"1\""));
    const std::uint16_t port = relay.port();
    auto reading = std::async(std::launch::async, [&client] { return client.read(); });
    auto knocking = std::async(std::launch::async, [port] {
        const auto until = Clock::now() + 5s;
        while (Clock::now() < until) { // until the door is shut, which it is before the stream ends
            HttpClient knock(port);
            if (!knock.connected() || knock.waitClosed(10ms))
                return Clock::now();
        }
        return Clock::time_point::max();
    });
    relay.stop(10s);
    const auto stopped = Clock::now();
    const HttpReply reply = reading.get();
    QVERIFY(reply.whole);
    QVERIFY(reply.body.ends_with("data: " + scripts::contentEvent("5") + "\n\ndata: [DONE]\n\n"));
    QVERIFY(client.waitClosed(2s));
    QVERIFY(knocking.get() < stopped - 200ms);

    QVERIFY(relay.start());
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.status, 200);
    QCOMPARE(rows.front().record.error, std::string());
    QCOMPARE(rows.front().record.usage.completion, 3);
}

void ShutdownTest::streamIsCutAfterTheDrainTime()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("only"));
        call.waitUntilGone();
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QVERIFY(client.waitFor("only"));
    const auto begin = Clock::now();
    relay.stop(500ms);
    QVERIFY(Clock::now() - begin >= 450ms);
    QVERIFY(Clock::now() - begin < 3s);
    const HttpReply reply = client.read(2s);
    QVERIFY(reply.whole);
    QVERIFY2(reply.body.find("\n\ndata: {\"error\":{\"message\":\"the relay is shutting down") !=
                 std::string::npos,
             reply.body.c_str());
    QVERIFY(reply.body.ends_with("\n\ndata: [DONE]\n\n"));
    QVERIFY(client.waitClosed(2s));
    QTRY_COMPARE(upstream.openCount(), 0);

    QVERIFY(relay.start());
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QVERIFY(rows.front().record.error.find("shutting down") != std::string::npos);
    QCOMPARE(rows.front().record.attempts.size(), std::size_t{1});
}

void ShutdownTest::waitingRequestIsToldToTryAgain()
{
    FakeUpstream upstream(scripts::stall());
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest()));
    QTRY_COMPARE(upstream.requestCount(), std::size_t{1});
    relay.stop(100ms);
    const HttpReply reply = client.read(2s);
    QCOMPARE(reply.status, 503);
    QVERIFY2(reply.errorText().find("shutting down") != std::string::npos, reply.body.c_str());
    QVERIFY(relay.start());
    QCOMPARE(relay.rows().size(), std::size_t{1});
    QCOMPARE(relay.rows().front().record.status, 503);
}

void ShutdownTest::idleConnectionsDoNotDelay()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient idle = relay.client();
    QCOMPARE(idle.exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    HttpClient halfway = relay.client();
    QVERIFY(halfway.send("POST /v1/chat/comp"));
    const auto begin = Clock::now();
    relay.stop(10s);
    QVERIFY(Clock::now() - begin < 2s);
    QVERIFY(idle.waitClosed(1s));
    QVERIFY(halfway.waitClosed(1s));
    QTRY_COMPARE(upstream.openCount(), 0);
}

void ShutdownTest::rowsOfTheLastMomentAreKept()
{
    constexpr std::size_t kExchanges = 120; // not a multiple of the batch
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay{{"LOG_BATCH_FLUSH_INTERVAL", "60"}};
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    for (std::size_t i = 0; i < kExchanges; ++i)
        QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    relay.stop();
    QVERIFY(relay.start());
    QCOMPARE(relay.rows().size(), kExchanges);
    // The next run goes on where the last one ended.
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), kExchanges + 1);
    for (std::size_t i = 1; i < rows.size(); ++i)
        QVERIFY(rows[i].id < rows[i - 1].id);
}

QTEST_GUILESS_MAIN(ShutdownTest)
#include "tst_shutdown.moc"
