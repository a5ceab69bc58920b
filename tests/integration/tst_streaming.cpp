// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <semaphore>

using namespace tests;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// How a stream goes through the relay, piece by piece.
class StreamingTest final : public QObject
{
    Q_OBJECT

private slots:
    void eachPieceArrivesBeforeTheNextIsSent();
    void halfEventsPassAtOnceToo();
    void usageIsReadAndItsChunkHidden_data();
    void usageIsReadAndItsChunkHidden();
    void usageBehindTheLastEventIsRead_data();
    void usageBehindTheLastEventIsRead();
    void clientThatGoesBehindTheLastEventHadAll();
    void usageComesWhenTheClientHasGone_data();
    void usageComesWhenTheClientHasGone();
    void rowOfACompleteAnswerWaitsForAMoment();
    void clientThatGoesWhileAHeadIsHeldBack();
    void relayThatEndsWhileAHeadIsHeldBack();
    void statusWithoutABodyGetsNone();
    void refusedUsageOptionIsLeftOut();
    void silentStreamIsKeptAliveByComments_data();
    void silentStreamIsKeptAliveByComments();
    void noCommentBeforeTheUpstreamsHead();
    void silenceInsideAStreamEndsIt();
    void clientThatGoesCancelsItsUpstream_data();
    void clientThatGoesCancelsItsUpstream();
    void http10ClientGetsCloseDelimitedStream();
    void streamInsideAHeldAnswerIsPassedWhole();
};

void StreamingTest::eachPieceArrivesBeforeTheNextIsSent()
{
    constexpr int kPieces = 20;
    std::counting_semaphore<kPieces> seen(0);
    FakeUpstream upstream([&seen](UpstreamCall &call) {
        call.beginStream();
        for (int i = 0; i < kPieces; ++i) {
            call.event(scripts::contentEvent("piece" + std::to_string(i)));
            if (!seen.try_acquire_for(10s))
                return call.hangUp();
        }
        call.event("[DONE]");
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    for (int i = 0; i < kPieces; ++i) {
        const std::string piece = "data: " + scripts::contentEvent("piece" + std::to_string(i)) + "\n\n";
        QVERIFY2(client.waitFor(piece, 5s), client.unread().c_str());
        seen.release();
    }
    const HttpReply reply = client.read();
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.field("Content-Type"), std::string("text/event-stream"));
    QVERIFY(reply.whole);
    QVERIFY(reply.body.ends_with("data: [DONE]\n\n"));
}

void StreamingTest::halfEventsPassAtOnceToo()
{
    std::binary_semaphore seen(0);
    FakeUpstream upstream([&seen](UpstreamCall &call) {
        call.beginStream();
        call.chunk("data: {\"choices\":[{\"delta\":{\"content\":\"fir");
        if (!seen.try_acquire_for(10s))
            return call.hangUp();
        call.chunk("st\"}}]}\n\ndata: [DONE]\n\n");
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    // A client that asks for the usage itself: nothing need be held back.
    QVERIFY(client.post("/v1/chat/completions",
                        chatRequest(true, R"(,"stream_options":{"include_usage":true})")));
    QVERIFY2(client.waitFor("\"content\":\"fir", 5s), client.unread().c_str());
    seen.release();
    QVERIFY(client.read().body.ends_with("fir"
                                         "st\"}}]}\n\ndata: [DONE]\n\n"));
}

void StreamingTest::usageIsReadAndItsChunkHidden_data()
{
    QTest::addColumn<QString>("more");
    QTest::addColumn<bool>("shown");
    QTest::newRow("hidden from who did not ask") << QString() << false;
    QTest::newRow("hidden from who said no")
        << QStringLiteral(R"(,"stream_options":{"include_usage":false})") << false;
    QTest::newRow("kept for who asked")
        << QStringLiteral(R"(,"stream_options":{"include_usage":true})") << true;
}

void StreamingTest::usageIsReadAndItsChunkHidden()
{
    QFETCH(const QString, more);
    QFETCH(const bool, shown);
    FakeUpstream upstream(scripts::chatStream({"a", "b"}));
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const HttpReply reply =
        relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true, more.toStdString()));
    std::string expected;
    for (const char *content : {"a", "b"})
        expected += "data: " + scripts::contentEvent(content) + "\n\n";
    if (shown)
        expected += "data: " + scripts::usageEvent() + "\n\n";
    expected += "data: [DONE]\n\n";
    QCOMPARE(reply.body, expected);
    QVERIFY(upstream.requests().front().body.find(R"("include_usage":true)") != std::string::npos);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.usage.prompt, 7);
    QCOMPARE(rows.front().record.usage.completion, 3);
    QVERIFY(rows.front().record.stream);
    QVERIFY(rows.front().record.ttftUs > 0);
}

void StreamingTest::usageBehindTheLastEventIsRead_data()
{
    QTest::addColumn<bool>("cleanly");
    QTest::newRow("with its end") << true;
    QTest::newRow("without its end") << false;
}

void StreamingTest::usageBehindTheLastEventIsRead()
{
    QFETCH(const bool, cleanly);
    std::binary_semaphore seen(0);
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("a"));
        call.event("[DONE]");
        if (!seen.try_acquire_for(5s))
            return call.hangUp();
        call.event(scripts::usageEvent());
        if (cleanly)
            call.endStream();
        else
            call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QVERIFY(client.waitFor("[DONE]", 3s)); // it waits for nothing
    seen.release();
    QVERIFY(client.read().whole);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.usage.prompt, 7);
    QCOMPARE(rows.front().record.usage.completion, 3);
    QVERIFY(!rows.front().record.failed);
}

// Many clients close at [DONE], whatever would follow.
void StreamingTest::clientThatGoesBehindTheLastEventHadAll()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("a"));
        call.event("[DONE]");
        call.waitUntilGone();
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QVERIFY(client.waitFor("[DONE]", 3s));
    client.close();
    QTRY_COMPARE(relay.rows().size(), std::size_t{1});
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.status, 200);
    QVERIFY(rows.front().record.error.empty());
    QVERIFY(!rows.front().record.usage.known());
}

void StreamingTest::usageComesWhenTheClientHasGone_data()
{
    QTest::addColumn<bool>("comes");
    QTest::newRow("in time") << true;
    QTest::newRow("not at all") << false;
}

void StreamingTest::usageComesWhenTheClientHasGone()
{
    QFETCH(const bool, comes);
    std::binary_semaphore gone(0);
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("a"));
        call.event("[DONE]");
        if (!gone.try_acquire_for(5s))
            return call.hangUp();
        if (!comes)
            call.waitUntilGone();
        else if (call.pause(100ms))
            call.event(scripts::usageEvent());
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QVERIFY(client.waitFor("[DONE]", 3s));
    client.close();
    gone.release();
    QTRY_COMPARE(relay.rows().size(), std::size_t{1});
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.status, 200);
    QVERIFY(!rows.front().record.failed);
    QCOMPARE(rows.front().record.usage.prompt, comes ? 7 : -1);
    QVERIFY2(rows.front().record.elapsedUs < 90'000, // till [DONE]: what came behind it is not the client's
             std::to_string(rows.front().record.elapsedUs).c_str());
    QTRY_COMPARE(upstream.openCount(), 0);
}

// Its framing's end may take minutes. What comes of a kill before the row: at most that moment.
void StreamingTest::rowOfACompleteAnswerWaitsForAMoment()
{
    std::binary_semaphore seen(0);
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("a"));
        call.event("[DONE]");
        if (seen.try_acquire_for(10s))
            call.endStream();
        else
            call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QVERIFY(client.waitFor("[DONE]", 3s));
    QTRY_COMPARE_WITH_TIMEOUT(relay.rows().size(), std::size_t{1}, 3000); // the body is open
    seen.release();
    QVERIFY(client.read().whole);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QVERIFY2(rows.front().record.elapsedUs < 900'000, std::to_string(rows.front().record.elapsedUs).c_str());
}

void StreamingTest::clientThatGoesWhileAHeadIsHeldBack()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.waitUntilGone();
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QTRY_COMPARE(upstream.requestCount(), std::size_t{1});
    QTest::qWait(200);
    client.close();
    QTRY_COMPARE(relay.rows().size(), std::size_t{1});
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.status, 499);
    QCOMPARE(rows.front().record.ttftUs, -1);
    QCOMPARE(relay.core().metrics().sinceReset.ttft.count, std::uint64_t{0});
}

void StreamingTest::relayThatEndsWhileAHeadIsHeldBack()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.waitUntilGone();
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QTRY_COMPARE(upstream.requestCount(), std::size_t{1});
    QTest::qWait(100);
    relay.stop();
    const HttpReply reply = client.read();
    QVERIFY(reply.whole);
    QCOMPARE(reply.status, 503); // another attempt may do better
    QVERIFY(relay.start());
    QCOMPARE(relay.rows().size(), std::size_t{1});
}

void StreamingTest::statusWithoutABodyGetsNone()
{
    FakeUpstream upstream(scripts::raw("HTTP/1.1 204 No Content\r\nContent-Type: text/event-stream\r\n\r\n"));
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QCOMPARE(client.read(HttpClient::kPatience, true).status, 204);
    QCOMPARE(client.exchange("GET", "/api/health").status, 200); // nothing stands in its way
}

void StreamingTest::refusedUsageOptionIsLeftOut()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        if (call.request().body.find("stream_options") != std::string::npos)
            scripts::errorAnswer(400, "Unrecognized request argument: stream_options")(call);
        else
            scripts::chatStream({"fine"})(call);
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    for (int i = 0; i < 2; ++i) {
        const HttpReply reply = client.exchange("POST", "/v1/chat/completions", chatRequest(true));
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.body.find("fine") != std::string::npos);
    }
    QCOMPARE(upstream.requestCount(), std::size_t{3}); // the second exchange knew
    // Who asks for it itself gets the upstream's own refusal.
    const HttpReply refused = client.exchange(
        "POST", "/v1/chat/completions", chatRequest(true, R"(,"stream_options":{"include_usage":true})"));
    QCOMPARE(refused.status, 400);
}

void StreamingTest::silentStreamIsKeptAliveByComments_data()
{
    QTest::addColumn<QString>("encoding");
    QTest::addColumn<QString>("comment");
    QTest::newRow("a comment") << QString() << QStringLiteral(": ping\n\n");
    QTest::newRow("none into compressed bytes") << QStringLiteral("Content-Encoding: gzip\r\n") << QString();
}

void StreamingTest::silentStreamIsKeptAliveByComments()
{
    QFETCH(const QString, encoding);
    QFETCH(const QString, comment);
    const std::string line = encoding.toStdString();
    FakeUpstream upstream([line](UpstreamCall &call) {
        call.beginStream(line);
        call.event(scripts::contentEvent("first"));
        call.pause(16s);
        call.event(scripts::contentEvent("second"));
        call.event("[DONE]");
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    const HttpReply reply = client.read(25s);
    QVERIFY(reply.whole);
    QCOMPARE(reply.body, "data: " + scripts::contentEvent("first") + "\n\n" + comment.toStdString() +
                             "data: " + scripts::contentEvent("second") + "\n\ndata: [DONE]\n\n");
}

void StreamingTest::noCommentBeforeTheUpstreamsHead()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.pause(16s);
        scripts::chatStream({"late"})(call);
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    const HttpReply reply = client.read(25s);
    QCOMPARE(reply.body, "data: " + scripts::contentEvent("late") + "\n\ndata: [DONE]\n\n");
}

void StreamingTest::silenceInsideAStreamEndsIt()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("only"));
        call.waitUntilGone();
        call.hangUp();
    });
    RelayFixture relay{{"HTTP_STREAM_IDLE_TIMEOUT", "1"}};
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true));
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.whole);
    QVERIFY2(reply.body.find("upstream_timeout") != std::string::npos, reply.body.c_str());
    QVERIFY(reply.body.ends_with("data: [DONE]\n\n"));
    QTRY_COMPARE(upstream.openCount(), 0);
}

void StreamingTest::clientThatGoesCancelsItsUpstream_data()
{
    QTest::addColumn<bool>("streaming");
    QTest::addColumn<bool>("byReset");
    QTest::newRow("in a stream") << true << false;
    QTest::newRow("in a stream, by reset") << true << true;
    QTest::newRow("before the head") << false << false;
    QTest::newRow("before the head, by reset") << false << true;
}

void StreamingTest::clientThatGoesCancelsItsUpstream()
{
    QFETCH(const bool, streaming);
    QFETCH(const bool, byReset);
    std::binary_semaphore gone(0);
    std::atomic<bool> started = false;
    FakeUpstream upstream([&, streaming](UpstreamCall &call) {
        if (streaming) {
            call.beginStream();
            call.event(scripts::contentEvent("first"));
        }
        started = true;
        if (call.waitUntilGone())
            gone.release();
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(streaming)));
    if (streaming)
        QVERIFY(client.waitFor("first"));
    QTRY_VERIFY(started);
    if (byReset)
        client.reset();
    else
        client.close();
    QVERIFY(gone.try_acquire_for(200ms));
    QTRY_COMPARE(relay.rows().size(), std::size_t{1});
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.status, 499);
    QCOMPARE(rows.front().record.stream, streaming);
}

void StreamingTest::http10ClientGetsCloseDelimitedStream()
{
    FakeUpstream upstream(scripts::chatStream({"a", "b"}));
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const std::string body = chatRequest(true);
    HttpClient client(relay.port());
    QVERIFY(
        client.send("POST /v1/chat/completions HTTP/1.0\r\nConnection: keep-alive\r\nAuthorization: Bearer " +
                    relay.key() + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body));
    const HttpReply reply = client.read();
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.hasField("Transfer-Encoding"));
    QVERIFY(!reply.hasField("Content-Length"));
    QVERIFY(reply.whole);
    QCOMPARE(reply.body, "data: " + scripts::contentEvent("a") + "\n\ndata: " + scripts::contentEvent("b") +
                             "\n\ndata: [DONE]\n\n");
}

// Who asked for no stream and gets one all the same: it is his, as it came.
void StreamingTest::streamInsideAHeldAnswerIsPassedWhole()
{
    FakeUpstream upstream(scripts::chatStream({"a"}));
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(false));
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, "data: " + scripts::contentEvent("a") + "\n\ndata: [DONE]\n\n");
}

QTEST_GUILESS_MAIN(StreamingTest)
#include "tst_streaming.moc"
