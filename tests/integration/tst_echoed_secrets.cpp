// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/gzip.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <chrono>
#include <string_view>

using namespace tests;
using namespace std::chrono_literals;

// An upstream that repeats in an error what it was sent gives the relay's keys to no client and no row.
class EchoedSecretsTest final : public QObject
{
    Q_OBJECT

private slots:
    void errorInsideAnAnswerIsBlanked_data();
    void errorInsideAnAnswerIsBlanked();
    void errorThatPassesInPiecesIsBlanked_data();
    void errorThatPassesInPiecesIsBlanked();
    void secretAnywhereInPiecesIsBlanked_data();
    void secretAnywhereInPiecesIsBlanked();
    void ordinaryStreamIsLeftAlone();
    void compressedErrorIsBlanked_data();
    void compressedErrorIsBlanked();
};

namespace {

constexpr const char *kSecret = "gateway-secret";
constexpr const char *kKey = "upstream-key-0123";

std::int64_t addChannel(RelayFixture &relay, const FakeUpstream &upstream)
{
    relay::model::Channel channel;
    channel.name = "echoing";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.keys = {kKey};
    channel.headers = {{"X-Gateway-Token", kSecret}};
    return relay.add(channel);
}

std::string echo(const UpstreamCall &call)
{
    return "you sent " + call.request().field("X-Gateway-Token") + " and " +
           call.request().field("Authorization") + ", which is wrong";
}

// In so many pieces that a secret is cut.
void sendCut(UpstreamCall &call, const std::string &bytes, std::size_t step)
{
    call.beginStream();
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        if (!call.chunk(std::string_view(bytes).substr(at, step)) ||
            (step < bytes.size() && !call.pause(5ms)))
            return call.hangUp();
    }
    call.endStream();
}

} // namespace

void EchoedSecretsTest::errorInsideAnAnswerIsBlanked_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<int>("cut");
    QTest::addColumn<QByteArray>("fieldLines"); // empty: an event stream
    QTest::addColumn<int>("status");
    const QByteArray event = R"(data: {"error":{"message":")";
    const QByteArray end = "\"}}\n\n";
    const QByteArray named = "event: error\ndata: {\"type\":\"error\",\"message\":\"";
    const QByteArray late = R"(data: {"id":"chatcmpl-1","model":"some-model-of-it","error":{"message":")";
    const QByteArray none;
    QTest::newRow("an event") << event << end << 10'000 << none << 200;
    QTest::newRow("an event in pieces") << event << end << 20 << none << 200;
    QTest::newRow("behind a comment") << QByteArray(": waiting\n\n" + event) << end << 10'000 << none << 200;
    QTest::newRow("and a last event") << event << QByteArray(end + "data: [DONE]\n\n") << 45 << none << 200;
    QTest::newRow("an event that is named") << named << QByteArray("\"}\n\n") << 20 << none << 200;
    QTest::newRow("behind other members") << late << end << 50 << none << 200;
    const QByteArray text = QByteArray::fromStdString("data: " + scripts::contentEvent("a word") + "\n\n");
    QTest::newRow("a later event") << QByteArray(text + event) << end << 10'000 << none << 200;
    QTest::newRow("a later event in pieces") << QByteArray(text + event) << end << 20 << none << 200;
    QTest::newRow("a later event that is named, in pieces")
        << QByteArray(text + named) << QByteArray("\"}\n\n") << 30 << none << 200;
    QTest::newRow("its JSON alone") << QByteArray(R"({"error":{"message":")") << QByteArray("\"}}") << 10'000
                                    << none << 200;
    const QByteArray json = R"({"error":{"message":")";
    QTest::newRow("a whole answer") << json << QByteArray("\"}}") << 0
                                    << QByteArray("Content-Type: application/json\r\n") << 200;
    QTest::newRow("a refusal") << json << QByteArray("\"}}") << 0
                               << QByteArray("Content-Type: application/json\r\n") << 400;
    QTest::newRow("a refusal in plain text")
        << QByteArray("No: ") << QByteArray() << 0 << QByteArray("Content-Type: text/plain\r\n") << 404;
    QTest::newRow("a stream with a length")
        << event << end << 0 << QByteArray("Content-Type: text/event-stream\r\n") << 200;
}

void EchoedSecretsTest::errorInsideAnAnswerIsBlanked()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QFETCH(const int, cut);
    QFETCH(const QByteArray, fieldLines);
    QFETCH(const int, status);
    std::string sent;
    FakeUpstream upstream([&](UpstreamCall &call) {
        sent = before.toStdString() + echo(call) + after.toStdString();
        if (cut > 0)
            return sendCut(call, sent, static_cast<std::size_t>(cut));
        call.answer(status, sent, fieldLines.toStdString());
    });
    RelayFixture relay;
    QVERIFY(addChannel(relay, upstream) != 0);
    int asked = 0;
    for (const char *const more : {"", R"(,"stream_options":{"include_usage":true})"}) {
        const HttpReply reply =
            relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true, more));
        QCOMPARE(reply.status, status);
        QVERIFY(reply.whole);
        std::string expected = sent;
        for (const std::string_view secret : {std::string_view(kSecret), std::string_view(kKey)})
            expected.replace(expected.find(secret), secret.size(), secret.size(), '*');
        QCOMPARE(reply.body, expected);
        const auto rows = relay.rows();
        QCOMPARE(rows.size(), static_cast<std::size_t>(++asked));
        const std::string &error = rows.front().record.error;
        QVERIFY2(error.find("you sent *** and ") != std::string::npos, error.c_str());
        QVERIFY2(error.find("upstream-key") == std::string::npos, error.c_str());
    }
}

void EchoedSecretsTest::errorThatPassesInPiecesIsBlanked_data()
{
    QTest::addColumn<QByteArray>("ahead");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<int>("cut");
    QTest::newRow("behind a keep-alive") << QByteArray("\n \n") << QByteArray() << 10'000;
    QTest::newRow("behind a keep-alive, in pieces") << QByteArray("\n \n") << QByteArray() << 9;
    QTest::newRow("too long to be held")
        << QByteArray() << QByteArray(",\"x\":\"" + QByteArray(70'000, 'x') + '"') << 100'000;
}

void EchoedSecretsTest::errorThatPassesInPiecesIsBlanked()
{
    QFETCH(const QByteArray, ahead);
    QFETCH(const QByteArray, after);
    QFETCH(const int, cut);
    std::string sent;
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        if (!ahead.isEmpty())
            call.chunk(ahead.toStdString());
        call.pause(20ms);
        sent = R"({"error":{"message":")" + echo(call) + "\"}" + after.toStdString() + "}";
        for (std::size_t at = 0; at < sent.size(); at += static_cast<std::size_t>(cut)) {
            call.chunk(std::string_view(sent).substr(at, static_cast<std::size_t>(cut)));
            call.pause(5ms);
        }
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(addChannel(relay, upstream) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QVERIFY(reply.whole);
    std::string expected = ahead.toStdString() + sent;
    for (const std::string_view secret : {std::string_view(kSecret), std::string_view(kKey)})
        expected.replace(expected.find(secret), secret.size(), secret.size(), '*');
    QCOMPARE(reply.body, expected);
}

void EchoedSecretsTest::secretAnywhereInPiecesIsBlanked_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("pieces"); // KEY stands for the key
    const QByteArray json = "200 OK\r\nContent-Type: application/json";
    const QByteArray events = "200 OK\r\nContent-Type: text/event-stream";
    const QByteArray begun = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n|";
    QTest::newRow("behind a keep-alive and an id")
        << json
        << QByteArray("\n \n|{\"request_id\":\"550e8400-e29b-41d4\",|\"error\":{\"message\":\"KEY\"}}");
    QTest::newRow("behind an id, where a stream was asked for")
        << json << QByteArray("{\"request_id\":\"550e84|00\",\"error\":{\"message\":\"KEY\"}}");
    QTest::newRow("in a later line of JSON")
        << QByteArray("200 OK\r\nContent-Type: application/x-ndjson")
        << QByteArray("{\"response\":\"a\"}\n|{\"error\":{\"message\":\"KEY\",\"code\":401}}\n");
    QTest::newRow("behind a list, where a stream was asked for")
        << json << QByteArray("{\"request_id\":\"550e8400\",\"data\":[{}],|\"error\":{\"message\":\"KEY\"}}");
    QTest::newRow("past what is held of a refusal")
        << QByteArray("400 Bad Request\r\nContent-Type: application/json")
        << QByteArray("{\"error\":{\"message\":\"" + QByteArray(70'000, 'x') + "|Bearer KEY\"}}");
    QTest::newRow("DashScope's event")
        << events
        << QByteArray(begun + "id:2\nevent:error\n:HTTP_STATUS/401\ndata:{\"message\":\"KEY| given\"}\n\n");
    QTest::newRow("cut, behind an error")
        << events
        << QByteArray(begun +
                      "data: {\"error\":{\"message\":\"a\",\"code\":401}}\n\n|data: {\"detail\":\"upstream-|"
                      "key-0123\"}\n\ndata: [DONE]\n\n");
}

void EchoedSecretsTest::secretAnywhereInPiecesIsBlanked()
{
    QFETCH(const QByteArray, head);
    QFETCH(QByteArray, pieces);
    pieces.replace("KEY", kKey);
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.send("HTTP/1.1 " + head.toStdString() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (const QByteArray &piece : pieces.split('|')) {
            call.chunk(piece.toStdString());
            call.pause(50ms);
        }
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(addChannel(relay, upstream) != 0);
    const HttpReply reply = relay.client().exchange(
        "POST", "/v1/chat/completions", chatRequest(true, R"(,"stream_options":{"include_usage":true})"));
    QVERIFY(reply.whole);
    std::string expected = pieces.replace("|", "").toStdString();
    const std::string_view key = kKey;
    expected.replace(expected.find(key), key.size(), key.size(), '*');
    QCOMPARE(reply.body, expected);
}

void EchoedSecretsTest::ordinaryStreamIsLeftAlone()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent(std::string("a word like ") + kSecret));
        call.event("[DONE]");
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(addChannel(relay, upstream) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true));
    QVERIFY2(reply.body.find(std::string("a word like ") + kSecret) != std::string::npos, reply.body.c_str());
}

void EchoedSecretsTest::compressedErrorIsBlanked_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<bool>("readable");
    QTest::newRow("a refusal") << 400 << QByteArray("gzip") << true;
    QTest::newRow("an error inside an answer") << 200 << QByteArray("gzip") << true;
    QTest::newRow("what the relay cannot read") << 400 << QByteArray("br") << false;
}

void EchoedSecretsTest::compressedErrorIsBlanked()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, encoding);
    QFETCH(const bool, readable);
    std::string sent;
    FakeUpstream upstream([&](UpstreamCall &call) {
        sent = R"({"error":{"message":")" + echo(call) + R"("}})";
        call.answer(status, readable ? relay::profiling::gzip(sent) : sent,
                    "Content-Type: application/json\r\nContent-Encoding: " + encoding.toStdString() + "\r\n");
    });
    RelayFixture relay;
    QVERIFY(addChannel(relay, upstream) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, status);
    QVERIFY(reply.whole);
    QVERIFY(!reply.hasField("Content-Encoding"));
    QVERIFY2(reply.body.find(kKey) == std::string::npos, reply.body.c_str());
    QVERIFY2(reply.body.find(kSecret) == std::string::npos, reply.body.c_str());
    QCOMPARE(reply.body.find("you sent ") != std::string::npos, readable);
    QVERIFY2(!reply.errorText().empty(), reply.body.c_str());
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    const std::string &error = rows.front().record.error;
    QCOMPARE(error.find("you sent *** and ") != std::string::npos, readable);
    QVERIFY2(!error.empty() && error.find("upstream-key") == std::string::npos, error.c_str());
}

QTEST_GUILESS_MAIN(EchoedSecretsTest)
#include "tst_echoed_secrets.moc"
