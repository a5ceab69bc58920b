// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <chrono>

using namespace tests;
using namespace std::chrono_literals;

namespace {

std::string closedUrl()
{
    return "http://127.0.0.1:" + std::to_string(closedPort());
}

} // namespace

Q_DECLARE_METATYPE(tests::FakeUpstream::Script)

// Which failures lead to the next candidate, and how the answer comes out then.
class FailoverTest final : public QObject
{
    Q_OBJECT

private slots:
    void nextCandidateAnswers_data();
    void nextCandidateAnswers();
    void closedPortLeadsToNextCandidate();
    void candidatesAreTriedByPriority();
    void answersOfTheClientsMakingPassAsTheyCame_data();
    void answersOfTheClientsMakingPassAsTheyCame();
    void keysOfOneChannelAreCandidates();
    void pinnedChannelIsTheOnlyOne();
    void nothingIsRetriedAfterTheFirstByte();
    void brokenStreamOfResponsesEndsInItsDialect();
    void channelThatBreaksOffItsStreamsRests_data();
    void channelThatBreaksOffItsStreamsRests();
    void errorInsideAnAnswerLeadsElsewhere_data();
    void errorInsideAnAnswerLeadsElsewhere();
    void errorBehindAStreamsHeadLeadsElsewhere_data();
    void errorBehindAStreamsHeadLeadsElsewhere();
    void streamThatBreaksBehindItsHeadLeadsElsewhere_data();
    void streamThatBreaksBehindItsHeadLeadsElsewhere();
    void streamsHeadWaitsForAMoment();
};

void FailoverTest::nextCandidateAnswers_data()
{
    QTest::addColumn<FakeUpstream::Script>("first");
    QTest::addColumn<int>("status"); // of the first attempt, in the row
    QTest::addColumn<bool>("stream");

    for (const int status : {401, 402, 403, 408, 429, 500, 502, 503, 504, 529}) {
        QTest::addRow("%d", status) << scripts::errorAnswer(status, "no") << status << false;
        QTest::addRow("%d to a stream", status) << scripts::errorAnswer(status, "no") << status << true;
    }
    QTest::newRow("silence") << scripts::stall() << 0 << false;
    QTest::newRow("silence to a stream") << scripts::stall() << 0 << true;
    QTest::newRow("half a head") << scripts::stallAfter("HTTP/1.1 200 OK\r\nContent-") << 0 << true;
    QTest::newRow("closed without a byte") << scripts::hangUp() << 0 << false;
    QTest::newRow("reset without a byte") << scripts::resetConnection() << 0 << true;
    QTest::newRow("a redirect") << scripts::answer(307, "", "Location: http://elsewhere.example/\r\n") << 307
                                << false;
    QTest::newRow("not HTTP") << scripts::raw("SSH-2.0-OpenSSH_9.2\r\n") << 0 << false;
    for (const bool stream : {false, true}) {
        QTest::addRow("a web page%s", stream ? " to a stream" : "")
            << scripts::answer(200, "\n<!DOCTYPE html><html><title>New API</title></html>",
                               "Content-Type: text/html; charset=utf-8\r\n")
            << 200 << stream;
    }
    QTest::newRow("cut in a held body")
        << scripts::raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":\"x\",") << 0 << false;
    QTest::newRow("bad chunk in a held body")
        << scripts::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"id\r\nZZ\r\n") << 0
        << false;
}

void FailoverTest::nextCandidateAnswers()
{
    QFETCH(const FakeUpstream::Script, first);
    QFETCH(const int, status);
    QFETCH(const bool, stream);
    FakeUpstream failing(first);
    FakeUpstream working(stream ? scripts::chatStream({"spare"}) : scripts::chat("spare"));
    RelayFixture relay{{"HTTP_RESPONSE_HEADER_TIMEOUT", "1"},
                       {"HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM", "1"}};
    const auto main = relay.add("main", failing.baseUrl(), 10);
    const auto spare = relay.add("spare", working.baseUrl(), 1);
    QVERIFY(main != 0 && spare != 0);

    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(stream)));
    const HttpReply reply = client.read();
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.whole);
    QVERIFY2(reply.body.find("spare") != std::string::npos, reply.body.c_str());
    QCOMPARE(failing.requestCount(), std::size_t{1});

    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    const auto &record = rows.front().record;
    QCOMPARE(record.status, 200);
    QCOMPARE(record.channelId, spare);
    QCOMPARE(record.attempts.size(), std::size_t{2});
    QCOMPARE(record.attempts[0].channelId, main);
    QCOMPARE(record.attempts[0].status, status);
    QVERIFY(!record.attempts[0].error.empty());
    QCOMPARE(record.attempts[1].channelId, spare);
    QCOMPARE(record.attempts[1].status, 200);
    QCOMPARE(record.attempts[1].error, std::string());
    QCOMPARE(record.usage.prompt, 7);
    QCOMPARE(record.usage.completion, 3);
}

void FailoverTest::closedPortLeadsToNextCandidate()
{
    FakeUpstream working(scripts::chat("spare"));
    RelayFixture relay;
    QVERIFY(relay.add("main", closedUrl(), 10) != 0);
    QVERIFY(relay.add("spare", working.baseUrl(), 1) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 200);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.attempts.size(), std::size_t{2});
    QCOMPARE(rows.front().record.attempts[0].status, 0);
}

void FailoverTest::candidatesAreTriedByPriority()
{
    RelayFixture relay{{"RETRY_TIMES", "2"}};
    std::vector<std::unique_ptr<FakeUpstream>> upstreams;
    std::vector<std::int64_t> ids;
    for (const int priority : {1, 30, 10, 20}) { // the last of them is one further attempt too many
        upstreams.push_back(std::make_unique<FakeUpstream>(scripts::errorAnswer(500, "down")));
        ids.push_back(relay.add("c" + std::to_string(priority), upstreams.back()->baseUrl(), priority));
    }
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 502);
    QCOMPARE(upstreams[0]->requestCount(), std::size_t{0});
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    const auto &attempts = rows.front().record.attempts;
    QCOMPARE(attempts.size(), std::size_t{3});
    QCOMPARE(attempts[0].channelId, ids[1]);
    QCOMPARE(attempts[1].channelId, ids[3]);
    QCOMPARE(attempts[2].channelId, ids[2]);
}

void FailoverTest::answersOfTheClientsMakingPassAsTheyCame_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("400") << 400
                         << QByteArray("{ \"error\" : {\"message\":\"too \\u0041 long\" , \"n\":1e2}}\n");
    QTest::newRow("404") << 404 << QByteArray("no such thing");
    QTest::newRow("409") << 409 << QByteArray("{}");
    QTest::newRow("413") << 413 << QByteArray("[]");
    QTest::newRow("422") << 422 << QByteArray("\xff\xfe not UTF-8 \0 at all", 19);
    QTest::newRow("an empty 400") << 400 << QByteArray();
}

void FailoverTest::answersOfTheClientsMakingPassAsTheyCame()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    for (const bool stream : {false, true}) {
        FakeUpstream upstream(scripts::answer(status, body.toStdString(),
                                              "Content-Type: text/odd; v=1\r\nX-Of-The-Upstream: yes\r\n"));
        FakeUpstream spare(scripts::chat());
        RelayFixture relay;
        QVERIFY(relay.add("main", upstream.baseUrl(), 10) != 0);
        QVERIFY(relay.add("spare", spare.baseUrl(), 1) != 0);
        HttpClient client = relay.client();
        for (int i = 0; i < 2; ++i) { // such an answer is nobody's failure
            const HttpReply reply = client.exchange("POST", "/v1/chat/completions", chatRequest(stream));
            QCOMPARE(reply.status, status);
            QCOMPARE(reply.body, body.toStdString());
            QCOMPARE(reply.field("Content-Type"), std::string("text/odd; v=1"));
            QCOMPARE(reply.field("X-Of-The-Upstream"), std::string("yes"));
        }
        QCOMPARE(upstream.requestCount(), std::size_t{2});
        QCOMPARE(spare.requestCount(), std::size_t{0});
        const auto rows = relay.rows();
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows.front().record.status, status);
        QVERIFY(!rows.front().record.error.empty());
    }
}

void FailoverTest::keysOfOneChannelAreCandidates()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        if (call.request().field("Authorization") == "Bearer good")
            scripts::chat()(call);
        else
            scripts::errorAnswer(401, "unknown key")(call);
    });
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "keys";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.keys = {"bad1", "good", "bad2"};
    QVERIFY(relay.add(channel) != 0);
    HttpClient client = relay.client();
    for (int i = 0; i < 8; ++i)
        QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    // Each bad key was asked at most once: it rests then.
    QVERIFY(upstream.requestCount() <= 10);
    QCOMPARE(relay.rows().size(), std::size_t{8});
}

void FailoverTest::pinnedChannelIsTheOnlyOne()
{
    FakeUpstream good(scripts::chat());
    FakeUpstream bad(scripts::errorAnswer(500, "down"));
    RelayFixture relay;
    QVERIFY(relay.add("good", good.baseUrl(), 10) != 0);
    const auto pinned = relay.add("bad", bad.baseUrl(), 1);
    HttpClient client(relay.port(), relay.key() + "-" + std::to_string(pinned));
    QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 502);
    QCOMPARE(good.requestCount(), std::size_t{0});
    QCOMPARE(bad.requestCount(), std::size_t{1});

    HttpClient other(relay.port(), relay.key() + "-999999");
    const HttpReply reply = other.exchange("POST", "/v1/chat/completions", chatRequest());
    QVERIFY2(reply.status >= 400 && reply.status < 600, std::to_string(reply.status).c_str());
    QVERIFY(!reply.errorText().empty());
    QCOMPARE(good.requestCount(), std::size_t{0});
}

void FailoverTest::nothingIsRetriedAfterTheFirstByte()
{
    FakeUpstream breaking([](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("be"));
        call.chunk("data: {\"half");
        call.hangUp();
    });
    FakeUpstream spare(scripts::chatStream({"spare"}));
    RelayFixture relay;
    const auto main = relay.add("main", breaking.baseUrl(), 10);
    QVERIFY(relay.add("spare", spare.baseUrl(), 1) != 0);
    HttpClient client = relay.client();
    const HttpReply reply = client.exchange("POST", "/v1/chat/completions", chatRequest(true));
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.whole);
    QCOMPARE(spare.requestCount(), std::size_t{0});
    QVERIFY(reply.body.starts_with("data: " + scripts::contentEvent("be") + "\n\n"));
    QVERIFY2(reply.body.find("\n\ndata: {\"error\":{\"message\":") != std::string::npos, reply.body.c_str());
    QVERIFY(reply.body.ends_with("\n\ndata: [DONE]\n\n"));
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.attempts.size(), std::size_t{1});
    QCOMPARE(rows.front().record.attempts[0].channelId, main);
    QVERIFY(!rows.front().record.error.empty());
    // The connection is still in order.
    QCOMPARE(client.exchange("GET", "/v1/models").status, 200);
}

void FailoverTest::brokenStreamOfResponsesEndsInItsDialect()
{
    FakeUpstream breaking([](UpstreamCall &call) {
        call.beginStream();
        call.chunk("event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,"
                   "\"response\":{\"id\":\"r\"}}\n\n");
        call.hangUp();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", breaking.baseUrl()) != 0);
    const HttpReply reply =
        relay.client().exchange("POST", "/v1/responses", R"({"model":"m","input":"hi","stream":true})");
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.whole);
    QVERIFY2(reply.body.find("event: error\ndata: {\"type\":\"error\"") != std::string::npos ||
                 reply.body.find("event: response.failed\n") != std::string::npos,
             reply.body.c_str());
    QVERIFY(reply.body.ends_with("\n\n"));
}

void FailoverTest::channelThatBreaksOffItsStreamsRests_data()
{
    QTest::addColumn<QByteArray>("last");
    QTest::addColumn<bool>("cleanly");
    QTest::newRow("by a cut") << QByteArray() << false;
    QTest::newRow("with a clean end") << QByteArray() << true;
    QTest::newRow("with an error") << QByteArray(
                                          R"({"error":{"message":"overloaded","code":"server_error"}})")
                                   << true;
}

void FailoverTest::channelThatBreaksOffItsStreamsRests()
{
    QFETCH(const QByteArray, last);
    QFETCH(const bool, cleanly);
    FakeUpstream breaking([&](UpstreamCall &call) {
        call.beginStream();
        call.event(scripts::contentEvent("half"));
        if (!last.isEmpty())
            call.event(last.toStdString());
        if (cleanly)
            call.endStream();
        else
            call.hangUp();
    });
    FakeUpstream spare(scripts::chatStream({"whole"}));
    RelayFixture relay{{"BREAKER_FAILURES", "2"}};
    QVERIFY(relay.add("breaking", breaking.baseUrl(), 2) != 0);
    QVERIFY(relay.add("spare", spare.baseUrl(), 1) != 0);
    HttpClient client = relay.client();
    for (int i = 0; i < 2; ++i) {
        const HttpReply broken = client.exchange("POST", "/v1/chat/completions", chatRequest(true));
        QVERIFY2(broken.body.find("half") != std::string::npos, broken.body.c_str());
    }
    const HttpReply whole = client.exchange("POST", "/v1/chat/completions", chatRequest(true));
    QVERIFY2(whole.body.find("whole") != std::string::npos, whole.body.c_str());
    QCOMPARE(breaking.requestCount(), std::size_t{2});
}

void FailoverTest::errorInsideAnAnswerLeadsElsewhere_data()
{
    QTest::addColumn<bool>("stream");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<bool>("elsewhere");
    for (const bool stream : {false, true}) {
        const auto row = [stream](const char *claim, const QByteArray &error, bool elsewhere) {
            QTest::newRow(
                qPrintable(QString::fromUtf8(claim) + (stream ? QStringLiteral(", streamed") : QString())))
                << stream << error << elsewhere;
        };
        row("the provider behind it is down", R"({"error":{"message":"bad gateway","code":502}})", true);
        row("too many requests", R"({"error":{"message":"slow","code":"rate_limit_exceeded"}})", true);
        row("a wrong key", R"({"error":{"message":"who","code":"invalid_api_key"}})", true);
        row("MiniMax's number for too many requests",
            R"({"id":"0123","choices":null,"base_resp":{"status_code":1002,"status_msg":"slow"}})", true);
        row("MiniMax's number for the client's own fault",
            R"({"base_resp":{"status_code":2013,"status_msg":"invalid params"}})", false);
        row("the client's own fault", R"({"error":{"message":"too long","code":400}})", false);
        row("nobody says whose", R"({"error":{"message":"hm"}})", false);
    }
}

void FailoverTest::errorInsideAnAnswerLeadsElsewhere()
{
    QFETCH(const bool, stream);
    QFETCH(const QByteArray, error);
    QFETCH(const bool, elsewhere);
    const std::string text = error.toStdString();
    FakeUpstream failing([&](UpstreamCall &call) {
        if (!stream)
            return call.answer(200, text, "Content-Type: application/json\r\n");
        const std::string events = ": waiting\n\ndata: " + text + "\n\n";
        call.answer(200, events, "Content-Type: text/event-stream\r\n");
    });
    FakeUpstream spare(stream ? scripts::chatStream({"spare"}) : scripts::chat("spare"));
    RelayFixture relay;
    QVERIFY(relay.add("failing", failing.baseUrl(), 2) != 0);
    QVERIFY(relay.add("spare", spare.baseUrl(), 1) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(stream));
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body.find("spare") != std::string::npos, elsewhere);
    QCOMPARE(reply.body.find(text) == std::string::npos, elsewhere);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.attempts.size(), std::size_t{elsewhere ? 2U : 1U});
    QCOMPARE(rows.front().record.error.empty(), elsewhere);
    if (elsewhere)
        QVERIFY(rows.front().record.attempts.front().error.starts_with("HTTP 200: "));
}

void FailoverTest::errorBehindAStreamsHeadLeadsElsewhere_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("ahead");
    QTest::addColumn<QByteArray>("event");
    QTest::newRow("at once") << QByteArray("/v1/chat/completions") << QByteArray()
                             << QByteArray(R"(data: {"error":{"message":"m","code":502}})");
    QTest::newRow("behind comments") << QByteArray("/v1/chat/completions")
                                     << QByteArray(": PROCESSING\n\n|\n: PROC|ESSING\n\n")
                                     << QByteArray(R"(data: {"error":{"message":"m","code":502}})");
    QTest::newRow("behind a time to wait")
        << QByteArray("/v1/chat/completions") << QByteArray("retry: 3000\n\n")
        << QByteArray(R"(data: {"error":{"message":"m","code":502}})");
    QTest::newRow("an error event behind its number") // DashScope's
        << QByteArray("/v1/chat/completions") << QByteArray()
        << QByteArray("id:1\nevent:error\n:HTTP_STATUS/503\ndata:{\"code\":503,\"message\":\"m\"}");
    QTest::newRow("in two writes") << QByteArray("/v1/chat/completions") << QByteArray("event: error\n")
                                   << QByteArray(R"(data: {"error":{"message":"m","code":502}})");
    QTest::newRow("in two pieces") << QByteArray("/v1/chat/completions")
                                   << QByteArray(R"(data: {"error":{"message":"m")")
                                   << QByteArray(R"(,"code":502}})");
    QTest::newRow("an error event behind a comment") << QByteArray("/v1/responses") << QByteArray(": a\n\n")
                                                     << QByteArray("event: error\ndata: {\"code\":503}");
}

void FailoverTest::errorBehindAStreamsHeadLeadsElsewhere()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, ahead);
    QFETCH(const QByteArray, event);
    FakeUpstream failing([&](UpstreamCall &call) {
        call.beginStream();
        call.pause(50ms);
        for (const QByteArray &piece : ahead.isEmpty() ? QByteArrayList() : ahead.split('|')) {
            call.chunk(piece.toStdString());
            call.pause(50ms);
        }
        call.chunk(event.toStdString() + "\n\n");
        call.endStream();
    });
    FakeUpstream spare(scripts::chatStream({"spare"}));
    RelayFixture relay;
    QVERIFY(relay.add("failing", failing.baseUrl(), 2) != 0);
    QVERIFY(relay.add("spare", spare.baseUrl(), 1) != 0);
    const HttpReply reply = relay.client().exchange("POST", path.toStdString(), chatRequest(true));
    QCOMPARE(reply.status, 200);
    QVERIFY2(reply.body.find("spare") != std::string::npos, reply.body.c_str());
    QVERIFY2(reply.body.find("PROC") == std::string::npos, reply.body.c_str());
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.attempts.size(), std::size_t{2});
    QVERIFY2(rows.front().record.overheadUs < 40'000, // what was waited for is the upstream's
             std::to_string(rows.front().record.overheadUs).c_str());
}

void FailoverTest::streamThatBreaksBehindItsHeadLeadsElsewhere_data()
{
    QTest::addColumn<bool>("cleanly");
    QTest::newRow("by a cut") << false;
    QTest::newRow("with a clean end") << true;
}

void FailoverTest::streamThatBreaksBehindItsHeadLeadsElsewhere()
{
    QFETCH(const bool, cleanly);
    FakeUpstream breaking([&](UpstreamCall &call) {
        call.beginStream();
        call.pause(20ms);
        if (cleanly)
            call.endStream();
        else
            call.hangUp();
    });
    FakeUpstream spare(scripts::chatStream({"spare"}));
    RelayFixture relay;
    QVERIFY(relay.add("breaking", breaking.baseUrl(), 2) != 0);
    QVERIFY(relay.add("spare", spare.baseUrl(), 1) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest(true));
    QVERIFY2(reply.body.find("spare") != std::string::npos, reply.body.c_str());
}

// Not until its first event: that may take minutes.
void FailoverTest::streamsHeadWaitsForAMoment()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.chunk(": waiting\n\n");
        call.pause(2500ms);
        call.event(scripts::contentEvent("late"));
        call.event("[DONE]");
        call.endStream();
    });
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    QVERIFY(client.post("/v1/chat/completions", chatRequest(true)));
    QVERIFY(client.waitFor(": waiting\n\n", 2s));
    const HttpReply reply = client.read();
    QVERIFY(reply.whole);
    QCOMPARE(reply.body, ": waiting\n\ndata: " + scripts::contentEvent("late") + "\n\ndata: [DONE]\n\n");
    const auto rows = relay.rows();
    QVERIFY2(rows.front().record.overheadUs < 300'000,
             std::to_string(rows.front().record.overheadUs).c_str());
}

QTEST_GUILESS_MAIN(FailoverTest)
#include "tst_failover.moc"
