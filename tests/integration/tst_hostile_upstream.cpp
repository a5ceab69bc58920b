// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <chrono>

using namespace tests;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(tests::FakeUpstream::Script)

namespace {

const std::string kEventHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
const std::string kJsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

std::string withLength(const std::string &head, std::size_t length, const std::string &body)
{
    return head + "Content-Length: " + std::to_string(length) + "\r\n\r\n" + body;
}

} // namespace

// Upstreams that break off, lie or never stop: the client gets the right error, or a correct end.
class HostileUpstreamTest final : public QObject
{
    Q_OBJECT

private slots:
    void leadsToAnError_data();
    void leadsToAnError();
    void endsTheStreamWithAnError_data();
    void endsTheStreamWithAnError();
    void isWholeWithoutItsEnd_data();
    void isWholeWithoutItsEnd();
    void aStreamWithoutAnEventIsAnError_data();
    void aStreamWithoutAnEventIsAnError();
    void isUnderstood_data();
    void isUnderstood();
    void cutWholeAnswerIsCutForTheClientToo();
    void endlessAnswerEndsWithItsClient();
    void strayBytesAreNotTheNextAnswer_data();
    void strayBytesAreNotTheNextAnswer();
    void refusalBeforeTheBodysEndPasses();
    void compressedAnswerPassesAsItIs();
    void whatCannotBeUnpackedHasNoCounts_data();
    void whatCannotBeUnpackedHasNoCounts();
    void errorsInsideAStreamPass();
    void cutBehindTheLastEventIsNoFailure();
};

void HostileUpstreamTest::leadsToAnError_data()
{
    QTest::addColumn<FakeUpstream::Script>("script");
    QTest::addColumn<int>("status");
    const auto row = [](const char *claim, const FakeUpstream::Script &script, int status) {
        QTest::newRow(claim) << script << status;
    };
    const auto bytes = [&](const char *claim, const std::string &text) {
        row(claim, scripts::raw(text), 502);
    };
    row("a stall before the head", scripts::stall(), 504);
    row("a stall inside the head", scripts::stallAfter("HTTP/1.1 200 OK\r\nContent-Ty"), 504);
    row("a stall inside a held body", scripts::stallAfter(withLength(kJsonHead, 100, "{\"id\":")), 504);
    row("no byte at all", scripts::hangUp(), 502);
    row("a reset", scripts::resetConnection(), 502);
    bytes("garbage", std::string("\x00\x01\x02\xff\xfe garbage \r\n\r\n", 18));
    bytes("HTTP/0.9", "<html>hello</html>");
    bytes("HTTP/2", "HTTP/2 200\r\n\r\n");
    bytes("half a status line", "HTTP/1.1 2");
    bytes("a status of letters", "HTTP/1.1 OK 200\r\n\r\n");
    bytes("a header line of 1 MB", "HTTP/1.1 200 OK\r\nX: " + std::string(1024 * 1024, 'x') + "\r\n\r\n");
    bytes("endless header lines", [] {
        std::string text = "HTTP/1.1 200 OK\r\n";
        for (int i = 0; i < 100'000; ++i)
            text += "X-" + std::to_string(i) + ": v\r\n";
        return text;
    }());
    bytes("a field without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n{}");
    bytes("a NUL in a field", std::string("HTTP/1.1 200 OK\r\nX: \0\r\n\r\n", 25));
    bytes("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}");
    bytes("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}");
    bytes("a body shorter than its length", withLength(kJsonHead, 1000, scripts::chatBody()));
    bytes("a cut inside a chunk", kJsonHead + "Transfer-Encoding: chunked\r\n\r\n40\r\n{\"id\"");
    bytes("a bad chunk size", kJsonHead + "Transfer-Encoding: chunked\r\n\r\nXYZ\r\n{}\r\n0\r\n\r\n");
    bytes("no last chunk", kJsonHead + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n");
    bytes("a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
    bytes("an endless row of interim answers", [] {
        std::string text;
        for (int i = 0; i < 10'000; ++i)
            text += "HTTP/1.1 102 Processing\r\n\r\n";
        return text;
    }());
    row("a redirect", scripts::answer(302, "", "Location: /elsewhere\r\n"), 502);
    row("a permanent redirect with a body", scripts::answer(308, "moved", "Location: http://a.example/\r\n"),
        502);
    row("300 and nothing else", scripts::answer(300, ""), 502);
}

void HostileUpstreamTest::leadsToAnError()
{
    QFETCH(const FakeUpstream::Script, script);
    QFETCH(const int, status);
    FakeUpstream upstream(script);
    RelayFixture relay{{"HTTP_RESPONSE_HEADER_TIMEOUT", "1"},
                       {"HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM", "1"},
                       {"HTTP_STREAM_IDLE_TIMEOUT", "1"}};
    QVERIFY(relay.add("hostile", upstream.baseUrl()) != 0);
    for (const bool stream : {false, true}) {
        HttpClient client = relay.client();
        const HttpReply reply = client.exchange("POST", "/v1/chat/completions", chatRequest(stream));
        QCOMPARE(reply.status, status);
        QVERIFY(reply.whole);
        QVERIFY2(reply.errorText().find("hostile") != std::string::npos, reply.body.c_str());
        QCOMPARE(client.exchange("GET", "/v1/models").status, 200);
    }
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{2});
    for (const auto &row : rows) {
        QCOMPARE(row.record.status, status);
        QCOMPARE(row.record.attempts.size(), std::size_t{1});
        QVERIFY(!row.record.attempts[0].error.empty());
    }
    QTRY_COMPARE(relay.figures().upstreamConnections, 0U);
}

void HostileUpstreamTest::endsTheStreamWithAnError_data()
{
    QTest::addColumn<FakeUpstream::Script>("script");
    const std::string event = "data: " + scripts::contentEvent("good") + "\n\n";
    const std::string chunked = kEventHead + "Transfer-Encoding: chunked\r\n\r\n";
    const auto chunk = [](const std::string &bytes) {
        const QByteArray size = QByteArray::number(static_cast<qlonglong>(bytes.size()), 16);
        return size.toStdString() + "\r\n" + bytes + "\r\n";
    };
    QTest::newRow("a cut between events") << scripts::raw(chunked + chunk(event));
    QTest::newRow("a cut inside an event") << scripts::raw(chunked + chunk(event) + chunk("data: {\"choi"));
    QTest::newRow("a cut inside a chunk") << scripts::raw(chunked + chunk(event) + "100\r\ndata: {\"choi");
    QTest::newRow("a cut inside a chunk size") << scripts::raw(chunked + chunk(event) + "10");
    QTest::newRow("a bad chunk size") << scripts::raw(chunked + chunk(event) + "-5\r\nhello\r\n");
    QTest::newRow("a chunk longer than it says")
        << scripts::raw(chunked + chunk(event) + "2\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("an end without a last event") << scripts::raw(chunked + chunk(event) + "0\r\n\r\n");
    QTest::newRow("an end inside an event")
        << scripts::raw(chunked + chunk(event) + chunk("data: {\"choi") + "0\r\n\r\n");
    QTest::newRow("an end of the connection, which has no other")
        << scripts::raw(kEventHead + "\r\n" + event);
    QTest::newRow("a length that ends too soon") << scripts::raw(withLength(kEventHead, event.size(), event));
    QTest::newRow("silence") << scripts::stallAfter(chunked + chunk(event));
    QTest::newRow("a reset") << FakeUpstream::Script([=](UpstreamCall &call) {
        call.send(chunked + chunk(event));
        call.pause(100ms);
        call.reset();
    });
}

void HostileUpstreamTest::endsTheStreamWithAnError()
{
    QFETCH(const FakeUpstream::Script, script);
    FakeUpstream upstream(script);
    RelayFixture relay{{"HTTP_STREAM_IDLE_TIMEOUT", "1"}};
    QVERIFY(relay.add("hostile", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    const HttpReply reply = client.exchange("POST", "/v1/chat/completions", chatRequest(true));
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.whole);
    const std::string event = "data: " + scripts::contentEvent("good") + "\n\n";
    QVERIFY2(reply.body.starts_with(event), reply.body.c_str());
    const std::size_t error = reply.body.find("\n\ndata: {\"error\":{\"message\":");
    QVERIFY2(error != std::string::npos, reply.body.c_str());
    QVERIFY(reply.body.ends_with("}}\n\ndata: [DONE]\n\n"));
    QCOMPARE(client.exchange("GET", "/v1/models").status, 200);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QVERIFY(!rows.front().record.error.empty());
    QVERIFY(!rows.front().record.attempts.back().error.empty());
    QVERIFY(rows.front().record.failed);
}

void HostileUpstreamTest::isWholeWithoutItsEnd_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("events");
    const QByteArray chat = "/v1/chat/completions";
    const QByteArray stop = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    const QByteArray delta = "data: {\"type\":\"response.output_text.delta\",\"delta\":\"x\"}\n\n";
    QTest::newRow("a choice that says why it ended") << chat << stop;
    QTest::newRow("and something behind it")
        << chat << QByteArray(stop + "data: {\"choices\":[]}\n\n: bye\n\n");
    QTest::newRow("a last event without its empty line") << chat << stop.chopped(1);
    QTest::newRow("[DONE] without its line end")
        << chat << QByteArray("data: {\"choices\":[{}]}\n\ndata: [DONE]");
    QTest::newRow("a response's last event")
        << QByteArray("/v1/responses")
        << QByteArray(delta + "data: {\"type\":\"response.incomplete\",\"response\":{}}\n\n");
    QTest::newRow("audio, which has no last event of its own")
        << QByteArray("/v1/audio/speech") << QByteArray("data: {\"type\":\"speech.audio.done\"}\n\n");
}

void HostileUpstreamTest::isWholeWithoutItsEnd()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, events);
    FakeUpstream upstream(scripts::raw(kEventHead + "\r\n" + events.toStdString()));
    RelayFixture relay;
    QVERIFY(relay.add("terse", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", path.toStdString(), chatRequest(true));
    QVERIFY(reply.whole);
    QCOMPARE(reply.body, events.toStdString());
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QVERIFY2(rows.front().record.error.empty(), rows.front().record.error.c_str());
    QVERIFY(!rows.front().record.failed);
}

void HostileUpstreamTest::aStreamWithoutAnEventIsAnError_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray head = QByteArray::fromStdString(kEventHead);
    QTest::newRow("ended by the connection") << QByteArray(head + "\r\n");
    QTest::newRow("ended in good order") << QByteArray(head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    QTest::newRow("an empty line alone") << QByteArray(head + "\r\n\n");
    QTest::newRow("a time to wait alone") << QByteArray(head + "\r\nretry: 9\n\n");
    QTest::newRow("a comment alone") << QByteArray(head + "\r\n: waiting\n\n");
}

// Its head has waited for an event, so the client can be told by the status.
void HostileUpstreamTest::aStreamWithoutAnEventIsAnError()
{
    QFETCH(const QByteArray, bytes);
    FakeUpstream upstream(scripts::raw(bytes.toStdString()));
    RelayFixture relay;
    QVERIFY(relay.add("hostile", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true));
    QCOMPARE(reply.status, 502);
    QVERIFY(reply.whole);
    QVERIFY2(reply.errorText().find("without an event") != std::string::npos, reply.body.c_str());
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QVERIFY(rows.front().record.failed);
    QVERIFY2(rows.front().record.error.find("without an event") != std::string::npos,
             rows.front().record.error.c_str());
}

void HostileUpstreamTest::isUnderstood_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const std::string body = scripts::chatBody();
    const std::string whole = withLength(kJsonHead, body.size(), body);
    const auto row = [](const char *claim, const std::string &text) {
        QTest::newRow(claim) << QByteArray::fromStdString(text);
    };
    row("interim answers first",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + whole);
    row("an answer until the connection ends", kJsonHead + "\r\n" + body);
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n" + body);
    row("no reason phrase",
        "HTTP/1.1 200\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    row("bare LF", "HTTP/1.1 200 OK\nContent-Length: " + std::to_string(body.size()) + "\n\n" + body);
    row("no content type", withLength("HTTP/1.1 200 OK\r\n", body.size(), body));
    row("a wrong content type",
        withLength("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", body.size(), body));
    row("its length twice in one line", kJsonHead + "Content-Length: " + std::to_string(body.size()) + ", " +
                                            std::to_string(body.size()) + "\r\n\r\n" + body);
    row("chunks beside a length",
        kJsonHead + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" +
            QByteArray::number(static_cast<qlonglong>(body.size()), 16).toStdString() + "\r\n" + body +
            "\r\n0\r\n\r\n");
    row("more than its length", whole + "HTTP/1.1 500 what follows is nobody's\r\n\r\n");
}

void HostileUpstreamTest::isUnderstood()
{
    QFETCH(const QByteArray, bytes);
    FakeUpstream upstream(scripts::raw(bytes.toStdString()));
    RelayFixture relay;
    QVERIFY(relay.add("odd", upstream.baseUrl()) != 0);
    for (int i = 0; i < 2; ++i) {
        const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.whole);
        QCOMPARE(reply.body, scripts::chatBody());
    }
    QCOMPARE(relay.rows().front().record.usage.prompt, 7);
}

// Too long to be held, not a stream: there is no other way to tell the client than to cut it off as well.
void HostileUpstreamTest::cutWholeAnswerIsCutForTheClientToo()
{
    FakeUpstream upstream(scripts::raw(withLength(kJsonHead, 1'000'000, std::string(500'000, 'x'))));
    RelayFixture relay;
    QVERIFY(relay.add("hostile", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    const HttpReply reply = client.exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.whole);
    QVERIFY(client.waitClosed(2s));
    QTRY_COMPARE(relay.rows().size(), std::size_t{1});
    QVERIFY(!relay.rows().front().record.error.empty());
}

void HostileUpstreamTest::endlessAnswerEndsWithItsClient()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        const std::string lines(64 * 1024, 'x'); // an event without an end
        while (call.send(lines)) {
        }
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("hostile", upstream.baseUrl()) != 0);
    const auto before = relay.residentBytes();
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    std::size_t received = 0;
    while (received < 100 * 1024 * 1024) {
        const std::string some = client.socket().receiveSome();
        if (some.empty())
            break; // the relay may end what is no event stream
        received += some.size();
    }
    // An event is kept up to a bound, to be read; no more of it.
    const auto after = relay.residentBytes();
    QVERIFY(before > 0 && after > 0);
    QVERIFY2(after < before + 64 * 1024 * 1024, std::to_string(after - before).c_str());
    client.close();
    QTRY_COMPARE(upstream.openCount(), 0);
    QTRY_COMPARE(relay.figures().liveExchanges, 0U);
}

void HostileUpstreamTest::strayBytesAreNotTheNextAnswer_data()
{
    QTest::addColumn<bool>("later");
    QTest::newRow("right behind the answer") << false;
    QTest::newRow("while the connection idles") << true;
}

void HostileUpstreamTest::strayBytesAreNotTheNextAnswer()
{
    QFETCH(const bool, later);
    FakeUpstream upstream([later](UpstreamCall &call) {
        const std::string body = scripts::chatBody("mine");
        const std::string answer = withLength(kJsonHead, body.size(), body);
        const std::string stray = withLength(kJsonHead, 4, "evil");
        call.send(later ? answer : answer + stray);
        if (later && call.pause(100ms))
            call.send(stray);
    });
    RelayFixture relay;
    QVERIFY(relay.add("hostile", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    for (int i = 0; i < 3; ++i) {
        const HttpReply reply = client.exchange("POST", "/v1/chat/completions", chatRequest());
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body, scripts::chatBody("mine"));
        QTRY_COMPARE(upstream.openCount(), 0);
    }
}

void HostileUpstreamTest::refusalBeforeTheBodysEndPasses()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.send("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 9\r\n\r\ntoo large");
        while (!call.connection().receive().empty()) { // as polite servers do
        }
        call.hangUp();
    });
    upstream.answerHeads();
    RelayFixture relay;
    QVERIFY(relay.add("small", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    const std::string body =
        R"({"model":"m","messages":[{"content":")" + std::string(20'000'000, 'x') + R"("}]})";
    const HttpReply reply = client.exchange("POST", "/v1/chat/completions", body);
    QCOMPARE(reply.status, 413);
    QCOMPARE(reply.body, std::string("too large"));
    QCOMPARE(client.exchange("GET", "/v1/models").status, 200);
    QTRY_COMPARE(relay.figures().upstreamConnections, 0U);
}

void HostileUpstreamTest::compressedAnswerPassesAsItIs()
{
    const std::string gzip(
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00", 22);
    FakeUpstream upstream(
        scripts::answer(200, gzip, "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"));
    RelayFixture relay;
    QVERIFY(relay.add("odd", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.field("Content-Encoding"), std::string("gzip"));
    QVERIFY(reply.body == gzip);
    QCOMPARE(upstream.requests().front().field("Accept-Encoding"), std::string("identity"));
}

void HostileUpstreamTest::whatCannotBeUnpackedHasNoCounts_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("an answer") << QByteArray("application/json");
    QTest::newRow("a stream") << QByteArray("text/event-stream");
}

void HostileUpstreamTest::whatCannotBeUnpackedHasNoCounts()
{
    QFETCH(const QByteArray, type);
    const std::string packed("\x8b\x00\x80{}\x03", 6);
    FakeUpstream upstream(
        scripts::answer(200, packed, "Content-Type: " + type.toStdString() + "\r\nContent-Encoding: br\r\n"));
    RelayFixture relay;
    QVERIFY(relay.add("odd", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    const bool stream = type.startsWith("text");
    const HttpReply reply = client.exchange("POST", "/v1/chat/completions", chatRequest(stream));
    QCOMPARE(reply.field("Content-Encoding"), std::string("br"));
    QVERIFY(reply.body == packed);
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.status, 200);
    QVERIFY(!rows.front().record.failed);
    QVERIFY(!rows.front().record.usage.known()); // which is not zero
    QVERIFY(!rows.front().record.costUsd);
}

void HostileUpstreamTest::errorsInsideAStreamPass()
{
    const std::string error = R"({"error":{"message":"overloaded","type":"server_error","code":null}})";
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("a"));
        call.event(error);
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("odd", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true));
    QCOMPARE(reply.body, "data: " + scripts::contentEvent("a") + "\n\ndata: " + error + "\n\n");
    QCOMPARE(relay.rows().front().record.error, std::string("overloaded"));
}

// The stream has said that it is complete; only its framing has not.
void HostileUpstreamTest::cutBehindTheLastEventIsNoFailure()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("all"));
        call.event("[DONE]");
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("hostile", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true));
    QVERIFY(reply.whole);
    QCOMPARE(reply.body, "data: " + scripts::contentEvent("all") + "\n\ndata: [DONE]\n\n");
    QVERIFY(relay.rows().front().record.error.empty());
}

QTEST_GUILESS_MAIN(HostileUpstreamTest)
#include "tst_hostile_upstream.moc"
