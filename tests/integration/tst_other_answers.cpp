// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <zlib.h>

#include <QTest>

#include <atomic>
#include <chrono>
#include <semaphore>

using namespace tests;
using namespace std::chrono_literals;

namespace {

// With no other type than that, chunked or not.
std::string headOf(const std::string &type, bool chunked = true)
{
    return "HTTP/1.1 200 OK\r\n" + (type.empty() ? std::string() : "Content-Type: " + type + "\r\n") +
           (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "");
}

} // namespace

// Answers that are no event streams by their type, and those that nobody waits for to their end.
class OtherAnswersTest final : public QObject
{
    Q_OBJECT

private slots:
    void piecesPassAtOnce_data();
    void piecesPassAtOnce();
    void eventsWithoutTheirTypeAreReadAll_data();
    void eventsWithoutTheirTypeAreReadAll();
    void jsonIsHeldForAnotherAttempt();
    void errorInPiecesInsteadOfAStreamIsHeld_data();
    void errorInPiecesInsteadOfAStreamIsHeld();
    void errorThatIsNoneIsNotWaitedFor_data();
    void errorThatIsNoneIsNotWaitedFor();
    void errorBehindAKeepAliveIsInTheRow();
    void errorThatNoClientReadsIsTold();
    void errorThatNoClientReadsIsToldWhenDone();
    void longJsonIsReadFromItsBeginning();
    void compressedAnswerIsReadToo_data();
    void compressedAnswerIsReadToo();
    void fieldsOfTheConnectionStayBehind();
    void abandonedAttemptIsInTheRow();
    void attemptThatIsCutIsInTheRow();
    void abandonedDelayIsNoOverhead();
    void bodyThatLagsBehindItsHeadIsNoOverhead();
    void headInPiecesIsNoOverhead_data();
    void headInPiecesIsNoOverhead();
    void usageOfAnAbandonedStreamIsKept();

private:
    void expectWaitIsItsOwn(const FakeUpstream &upstream);
};

void OtherAnswersTest::piecesPassAtOnce_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("stream");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("audio") << QByteArray("/v1/audio/speech") << false << QByteArray("audio/mpeg");
    QTest::newRow("bytes") << QByteArray("/v1/audio/speech") << false
                           << QByteArray("application/octet-stream");
    QTest::newRow("text for a stream")
        << QByteArray("/v1/chat/completions") << true << QByteArray("text/plain");
    QTest::newRow("lines of JSON for a stream")
        << QByteArray("/v1/chat/completions") << true << QByteArray("application/x-ndjson");
    QTest::newRow("lines of JSON under the type of one")
        << QByteArray("/v1/chat/completions") << true << QByteArray("application/json");
    QTest::newRow("what has no type, for a stream")
        << QByteArray("/v1/chat/completions") << true << QByteArray();
}

void OtherAnswersTest::piecesPassAtOnce()
{
    QFETCH(const QByteArray, path);
    QFETCH(const bool, stream);
    QFETCH(const QByteArray, type);
    constexpr int kPieces = 5;
    std::counting_semaphore<kPieces> seen(0);
    const std::string head = headOf(type.toStdString());
    FakeUpstream upstream([&seen, head](UpstreamCall &call) {
        call.send(head);
        for (int i = 0; i < kPieces; ++i) {
            call.chunk("{\"piece\":\"number-" + std::to_string(i) + "\"}\n");
            if (!seen.try_acquire_for(5s))
                return call.hangUp();
        }
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post(path.toStdString(), chatRequest(stream)));
    for (int i = 0; i < kPieces; ++i) {
        QVERIFY2(client.waitFor("number-" + std::to_string(i), 3s), client.unread().c_str());
        seen.release();
    }
    const HttpReply reply = client.read();
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.whole);
    const auto rows = relay.rows();
    const auto bytes = static_cast<std::int64_t>(reply.head.size() + reply.body.size());
    QVERIFY(rows.front().record.responseBytes >= bytes - 60); // the framing of its end is not counted
    QVERIFY(rows.front().record.responseBytes < bytes + 16 * kPieces); // and each piece once
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.status, 200);
}

void OtherAnswersTest::eventsWithoutTheirTypeAreReadAll_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("inPieces");
    QTest::addColumn<QByteArray>("ahead");
    QTest::newRow("as text") << QByteArray("text/plain") << true << QByteArray();
    QTest::newRow("as text, at once") << QByteArray("text/plain") << false << QByteArray();
    QTest::newRow("as nothing") << QByteArray() << true << QByteArray();
    for (const char *const ahead : {"retry: 1\n\n", " \n", "\n\n", ":\n\n", "\xEF\xBB\xBF: a\n\n"}) {
        QTest::addRow("behind %s", QByteArray(ahead).toPercentEncoding().constData())
            << QByteArray("text/plain") << true << QByteArray(ahead);
    }
}

namespace {

// `windowBits` is zlib's: 15 with its own frame, -15 without one, 31 for gzip.
std::string compressed(const std::string &text, int windowBits)
{
    z_stream stream = {};
    if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, MAX_MEM_LEVEL,
                       Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string in = text;
    std::string out(::deflateBound(&stream, in.size()), '\0');
    stream.next_in = static_cast<Bytef *>(static_cast<void *>(in.data()));
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = static_cast<Bytef *>(static_cast<void *>(out.data()));
    stream.avail_out = static_cast<uInt>(out.size());
    ::deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    return out;
}

} // namespace

void OtherAnswersTest::eventsWithoutTheirTypeAreReadAll()
{
    QFETCH(const QByteArray, type);
    QFETCH(const bool, inPieces);
    QFETCH(const QByteArray, ahead);
    const std::string text = ahead.toStdString() + "data: " + scripts::contentEvent("one") + "\n\n";
    const std::string all = text + "data: " + scripts::usageEvent() + "\n\ndata: [DONE]\n\n";
    const std::string name = type.toStdString();
    FakeUpstream upstream([=](UpstreamCall &call) {
        if (!inPieces) {
            call.send(headOf(name, false) + "Content-Length: " + std::to_string(all.size()) + "\r\n\r\n" +
                      all);
            return;
        }
        call.send(headOf(name));
        call.chunk(all.substr(0, 9));
        call.pause(50ms);
        call.chunk(all.substr(9));
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true));
    QVERIFY(reply.whole);
    QCOMPARE(reply.body, text + "data: [DONE]\n\n");
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.usage.prompt, 7);
    QCOMPARE(rows.front().record.usage.completion, 3);
}

void OtherAnswersTest::jsonIsHeldForAnotherAttempt()
{
    FakeUpstream breaking([](UpstreamCall &call) {
        call.send(headOf("application/json; charset=utf-8"));
        call.chunk("{\"id\":\"" + std::string(1000, 'x'));
        call.hangUp();
    });
    FakeUpstream spare(scripts::chat("spare"));
    RelayFixture relay;
    QVERIFY(relay.add("breaking", breaking.baseUrl(), 2) != 0);
    QVERIFY(relay.add("spare", spare.baseUrl(), 1) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.body.find("spare") != std::string::npos);
}

void OtherAnswersTest::errorInPiecesInsteadOfAStreamIsHeld_data()
{
    QTest::addColumn<QByteArray>("pieces");
    QTest::newRow("an object") << QByteArray("{\n  |\"error\": {|\"message\": \"busy\", \"code\": 503|}}");
    QTest::newRow("a number of MiniMax's")
        << QByteArray(R"({"base_resp":{|"status_code":1002,"status_m|sg":"busy"}})");
    QTest::newRow("a number of MiniMax's behind no choices") << QByteArray(
        R"({"id":"0123456789abcdef","choices":null,|"base_resp":{"status_code":1002,"status_msg":"busy"}})");
}

void OtherAnswersTest::errorInPiecesInsteadOfAStreamIsHeld()
{
    QFETCH(const QByteArray, pieces);
    FakeUpstream failing([&pieces](UpstreamCall &call) {
        call.send(headOf("application/json"));
        for (const QByteArray &piece : pieces.split('|')) {
            call.chunk(piece.toStdString());
            call.pause(20ms);
        }
        call.endStream();
    });
    FakeUpstream spare(scripts::chatStream({"spare"}));
    RelayFixture relay;
    QVERIFY(relay.add("failing", failing.baseUrl(), 2) != 0);
    QVERIFY(relay.add("spare", spare.baseUrl(), 1) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true));
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.body.find("spare") != std::string::npos);
    QCOMPARE(relay.rows().front().record.attempts.size(), std::size_t(2));
}

void OtherAnswersTest::errorThatIsNoneIsNotWaitedFor_data()
{
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("null") << QByteArray(R"({"error":null,"response":"a"})");
    QTest::newRow("null, in the next piece") << QByteArray(R"({"n":0,"error"|:null,"response":"a"})");
    QTest::newRow("MiniMax's number for none")
        << QByteArray(R"({"base_resp":{"status_code":0,"status_msg":""},"reply":"a"})");
}

void OtherAnswersTest::errorThatIsNoneIsNotWaitedFor()
{
    QFETCH(const QByteArray, beginning);
    std::binary_semaphore seen(0);
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.send(headOf("application/json"));
        for (const QByteArray &piece : beginning.split('|')) {
            call.chunk(piece.toStdString());
            call.pause(20ms);
        }
        if (!seen.try_acquire_for(5s))
            return call.hangUp();
        call.chunk("\n{\"error\":null,\"done\":true}\n");
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QVERIFY2(client.waitFor("\"a\"", 3s), client.unread().c_str());
    seen.release();
    QVERIFY(client.read().whole);
}

void OtherAnswersTest::errorBehindAKeepAliveIsInTheRow()
{
    FakeUpstream failing([](UpstreamCall &call) {
        call.send(headOf("application/json"));
        call.chunk("\n   \n");
        call.pause(50ms);
        call.chunk(R"({"error":{"message":"no provider","code":502}})");
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", failing.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.whole);
    QCOMPARE(relay.rows().front().record.error, std::string("no provider"));
}

void OtherAnswersTest::errorThatNoClientReadsIsTold()
{
    FakeUpstream failing([](UpstreamCall &call) {
        call.send(headOf("text/event-stream"));
        call.chunk("data: " + scripts::contentEvent("one") + "\n\n");
        call.chunk("error: {\"code\":500,\"message\":\"the context is full\"}\n\n");
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", failing.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true));
    QVERIFY(reply.body.find("data: {\"error\":{\"message\":") != std::string::npos);
    QVERIFY(relay.rows().front().record.error.ends_with(": the context is full"));
    QVERIFY(relay.rows().front().record.failed);
}

// llama.cpp says that all is well behind it.
void OtherAnswersTest::errorThatNoClientReadsIsToldWhenDone()
{
    FakeUpstream failing([](UpstreamCall &call) {
        call.send(headOf("text/event-stream"));
        call.chunk("error: {\"code\":500,\"message\":\"the context\\r\\nis full\"}\n\n");
        call.event("[DONE]");
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", failing.baseUrl()) != 0);
    relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true));
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.error, std::string("the context  is full"));
    QVERIFY(rows.front().record.failed);
}

void OtherAnswersTest::longJsonIsReadFromItsBeginning()
{
    const std::string body =
        R"({"object":"list","usage":{"prompt_tokens":900,"total_tokens":900},"data":[{"embedding":")" +
        std::string(600'000, 'A') + R"("}]})";
    FakeUpstream upstream(scripts::answer(200, body));
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/embeddings", R"({"model":"m","input":"x"})");
    QVERIFY(reply.body == body);
    QCOMPARE(relay.rows().front().record.usage.prompt, 900);
}

void OtherAnswersTest::compressedAnswerIsReadToo_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<int>("windowBits");
    QTest::addColumn<int>("form"); // 0: whole, 1: too long to be held, 2: a stream
    const char *const forms[] = {"whole", "long", "a stream"};
    for (int form = 0; form < 3; ++form) {
        const auto row = [&](const char *claim, const char *encoding, int bits) {
            QTest::addRow("%s, %s", claim, forms[form]) << QByteArray(encoding) << bits << form;
        };
        row("gzip", "gzip", 31);
        row("deflate", "deflate", 15);
        row("deflate without its frame", "deflate", -15);
    }
}

void OtherAnswersTest::compressedAnswerIsReadToo()
{
    QFETCH(const QByteArray, encoding);
    QFETCH(const int, windowBits);
    QFETCH(const int, form);
    std::string text = scripts::chatBody();
    if (form == 1) { // what does not compress much
        std::string content;
        std::uint32_t random = 1;
        while (content.size() < 400'000) {
            random = random * 1'664'525 + 1'013'904'223;
            content += static_cast<char>('a' + (random >> 24) % 26);
        }
        text = scripts::chatBody(content);
    } else if (form == 2) {
        text = "data: " + scripts::contentEvent("a") + "\n\ndata: " + scripts::usageEvent() +
               "\n\ndata: [DONE]\n\n";
    }
    const std::string body = compressed(text, windowBits);
    QVERIFY(form != 1 || body.size() > 128 * 1024);
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.send(headOf(form == 2 ? "text/event-stream" : "application/json", false) +
                  "Content-Encoding: " + encoding.toStdString() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (std::size_t at = 0; at < body.size(); at += 1 + body.size() / 5) {
            call.chunk(body.substr(at, 1 + body.size() / 5));
            call.pause(10ms);
        }
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(form == 2));
    QVERIFY(reply.whole);
    QVERIFY(reply.body == body);
    QCOMPARE(reply.field("Content-Encoding"), encoding.toStdString());
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.usage.prompt, 7);
    QCOMPARE(rows.front().record.usage.completion, 3);
    QVERIFY(rows.front().record.error.empty());
}

void OtherAnswersTest::fieldsOfTheConnectionStayBehind()
{
    FakeUpstream upstream(scripts::answer(200, scripts::chatBody(),
                                          "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nX-Whole-Way: 2\r\n"));
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.hasField("X-Hop"));
    QCOMPARE(reply.field("X-Whole-Way"), std::string("2"));
}

void OtherAnswersTest::abandonedAttemptIsInTheRow()
{
    std::atomic<bool> started = false;
    FakeUpstream upstream([&started](UpstreamCall &call) {
        started = true;
        call.waitUntilGone();
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest()));
    QTRY_VERIFY(started);
    QVERIFY(!client.waitClosed(300ms));
    client.close();
    QTRY_COMPARE(relay.rows().size(), std::size_t{1});
    const auto rows = relay.rows();
    const auto &record = rows.front().record;
    QCOMPARE(record.status, 499);
    QCOMPARE(record.attempts.size(), std::size_t{1});
    QVERIFY(!record.attempts.front().error.empty());
    QVERIFY(record.attempts.front().elapsedUs >= 290'000);
    QVERIFY2(record.upstreamUs >= 290'000, std::to_string(record.upstreamUs).c_str());
    QVERIFY2(record.overheadUs < 150'000, std::to_string(record.overheadUs).c_str());
}

void OtherAnswersTest::attemptThatIsCutIsInTheRow()
{
    std::atomic<bool> started = false;
    FakeUpstream upstream([&started](UpstreamCall &call) {
        started = true;
        call.waitUntilGone();
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest()));
    QTRY_VERIFY(started);
    relay.stop();
    const HttpReply reply = client.read(2s);
    QCOMPARE(reply.status, 503);
    QCOMPARE(reply.errorCode(), std::string("service_unavailable"));
    QVERIFY(relay.start());
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.attempts.size(), std::size_t{1});
}

void OtherAnswersTest::abandonedDelayIsNoOverhead()
{
    FakeUpstream upstream(scripts::errorAnswer(503, "busy", "Retry-After: 4\r\n"));
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest()));
    QTRY_COMPARE(upstream.requestCount(), std::size_t{1});
    QVERIFY(!client.waitClosed(400ms));
    client.close();
    QTRY_COMPARE(relay.rows().size(), std::size_t{1});
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.attempts.size(), std::size_t{1}); // the one that was made
    QVERIFY2(rows.front().record.upstreamUs >= 300'000,
             std::to_string(rows.front().record.upstreamUs).c_str());
    QVERIFY2(rows.front().record.overheadUs < 150'000,
             std::to_string(rows.front().record.overheadUs).c_str());
}

// Of an upstream that pauses for 400 ms in its answer.
void OtherAnswersTest::expectWaitIsItsOwn(const FakeUpstream &upstream)
{
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const auto rows = relay.rows();
    QVERIFY2(rows.front().record.upstreamUs >= 390'000,
             std::to_string(rows.front().record.upstreamUs).c_str());
    QVERIFY2(rows.front().record.overheadUs < 150'000,
             std::to_string(rows.front().record.overheadUs).c_str());
}

void OtherAnswersTest::bodyThatLagsBehindItsHeadIsNoOverhead()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        const std::string body = scripts::chatBody();
        call.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n");
        call.pause(400ms);
        call.send(body);
    });
    expectWaitIsItsOwn(upstream);
}

void OtherAnswersTest::headInPiecesIsNoOverhead_data()
{
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("an interim answer") << QByteArray("HTTP/1.1 100 Continue\r\n\r\n");
    QTest::newRow("an interim answer and a half") << QByteArray("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 2");
    QTest::newRow("half a line") << QByteArray("HTTP/1.1 2");
}

void OtherAnswersTest::headInPiecesIsNoOverhead()
{
    QFETCH(const QByteArray, beginning);
    const std::string first = beginning.toStdString();
    FakeUpstream upstream([first](UpstreamCall &call) {
        const std::string body = scripts::chatBody();
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
        call.send(first);
        call.pause(400ms);
        call.send(head.substr(first.ends_with('2') ? 10 : 0) + std::to_string(body.size()) + "\r\n\r\n" +
                  body);
    });
    expectWaitIsItsOwn(upstream);
}

// Some upstreams tell with every event what has been used so far.
void OtherAnswersTest::usageOfAnAbandonedStreamIsKept()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.event(
            R"({"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":5,"completion_tokens":1}})");
        call.event(
            R"({"choices":[{"delta":{"content":"b"}}],"usage":{"prompt_tokens":5,"completion_tokens":2}})");
        call.waitUntilGone();
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QVERIFY(client.waitFor("\"b\""));
    const std::size_t received = client.unread().size();
    client.close();
    QTRY_COMPARE(relay.rows().size(), std::size_t{1});
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.status, 499);
    QCOMPARE(rows.front().record.usage.prompt, 5);
    QCOMPARE(rows.front().record.usage.completion, 2);
    QVERIFY(rows.front().record.responseBytes <= static_cast<std::int64_t>(received)); // each piece once
}

QTEST_GUILESS_MAIN(OtherAnswersTest)
#include "tst_other_answers.moc"
