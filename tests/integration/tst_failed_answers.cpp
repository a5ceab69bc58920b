// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <chrono>

using namespace tests;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Q_DECLARE_METATYPE(tests::FakeUpstream::Script)

// What a client gets when no attempt answers, and what is tried before: the delayed retry, the breaker.
class FailedAnswersTest final : public QObject
{
    Q_OBJECT

private slots:
    void statusWhenAllFailed_data();
    void statusWhenAllFailed();
    void refusedWordsAreNotARefusedKey();
    void rateLimitOutweighsOtherFailures();
    void nobodyListens();
    void singleCandidateIsAskedOnceMore_data();
    void singleCandidateIsAskedOnceMore();
    void retryAfterIsHonoured();
    void longRetryAfterIsPassedOnAtOnce_data();
    void longRetryAfterIsPassedOnAtOnce();
    void breakerOpensAndHeals();
    void delayBeforeARetryIsNoOverhead();
    void secretsOfTheChannelAreBlanked_data();
    void secretsOfTheChannelAreBlanked();
};

void FailedAnswersTest::statusWhenAllFailed_data()
{
    QTest::addColumn<FakeUpstream::Script>("script");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::newRow("429 stays 429") << scripts::errorAnswer(429, "slow down", "Retry-After: 7\r\n") << 429
                                   << "rate_limit_exceeded";
    QTest::newRow("401 is not the client's")
        << scripts::errorAnswer(401, "bad key") << 502 << "upstream_refused";
    QTest::newRow("403 is not the client's")
        << scripts::errorAnswer(403, "not allowed") << 502 << "upstream_refused";
    QTest::newRow("500") << scripts::errorAnswer(500, "oops") << 502 << "upstream_failed";
    QTest::newRow("503 of two") << scripts::errorAnswer(503, "busy") << 502 << "upstream_failed";
    QTest::newRow("broken") << scripts::hangUp() << 502 << "upstream_failed";
    QTest::newRow("silent") << scripts::stall() << 504 << "upstream_timeout";
}

void FailedAnswersTest::statusWhenAllFailed()
{
    QFETCH(const FakeUpstream::Script, script);
    QFETCH(const int, status);
    QFETCH(const QString, code);
    FakeUpstream one(script);
    FakeUpstream two(script);
    RelayFixture relay{{"HTTP_RESPONSE_HEADER_TIMEOUT", "1"},
                       {"HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM", "1"}};
    QVERIFY(relay.add("first-of-two", one.baseUrl(), 2) != 0);
    QVERIFY(relay.add("second-of-two", two.baseUrl(), 1) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, status);
    QCOMPARE(QString::fromStdString(reply.errorCode()), code);
    QVERIFY2(reply.errorText().find("first-of-two") != std::string::npos, reply.body.c_str());
    QVERIFY2(reply.errorText().find("second-of-two") != std::string::npos, reply.body.c_str());
    QCOMPARE(reply.hasField("Retry-After"), status == 429);
    if (status == 429)
        QCOMPARE(reply.field("Retry-After"), std::string("7"));
    QVERIFY(reply.hasField("X-Request-Id"));
    QVERIFY(reply.hasField("X-Response-Time-Ms"));
    QCOMPARE(one.requestCount(), std::size_t{1});
    QCOMPARE(two.requestCount(), std::size_t{1});
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.status, status);
    QCOMPARE(rows.front().record.attempts.size(), std::size_t{2});
    QVERIFY(!rows.front().record.attempts[1].error.empty());
}

void FailedAnswersTest::refusedWordsAreNotARefusedKey()
{
    const std::string body = R"({"error":{"code":403,"message":"flagged","metadata":{"flagged_input":"w"}}})";
    FakeUpstream upstream(scripts::answer(403, body));
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    for (std::size_t i = 1; i <= 2; ++i) { // the key has not been put to rest
        const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
        QCOMPARE(reply.status, 403);
        QCOMPARE(reply.body, body);
        QCOMPARE(upstream.requestCount(), i);
    }
    QCOMPARE(relay.rows().front().record.error, std::string("flagged"));
}

void FailedAnswersTest::rateLimitOutweighsOtherFailures()
{
    FakeUpstream limited(scripts::errorAnswer(429, "slow down"));
    FakeUpstream broken(scripts::errorAnswer(500, "oops"));
    RelayFixture relay;
    QVERIFY(relay.add("limited", limited.baseUrl(), 2) != 0);
    QVERIFY(relay.add("broken", broken.baseUrl(), 1) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 429);
    QVERIFY(reply.hasField("Retry-After"));
}

void FailedAnswersTest::nobodyListens()
{
    RelayFixture relay;
    QVERIFY(relay.add("gone", "http://127.0.0.1:" + std::to_string(closedPort())) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 502);
    QVERIFY2(reply.errorText().find("gone") != std::string::npos, reply.body.c_str());
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.attempts.size(), std::size_t{2}); // one delayed retry
}

void FailedAnswersTest::singleCandidateIsAskedOnceMore_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("again");
    QTest::newRow("429") << 429 << true;
    QTest::newRow("503") << 503 << true;
    QTest::newRow("500 is not") << 500 << false;
    QTest::newRow("401 is not") << 401 << false;
}

void FailedAnswersTest::singleCandidateIsAskedOnceMore()
{
    QFETCH(const int, status);
    QFETCH(const bool, again);
    FakeUpstream upstream({scripts::errorAnswer(status, "busy"), scripts::chat()});
    RelayFixture relay;
    QVERIFY(relay.add("only", upstream.baseUrl()) != 0);
    const auto begin = Clock::now();
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, again ? 200 : 502);
    QCOMPARE(upstream.requestCount(), std::size_t{again ? 2U : 1U});
    if (again)
        QVERIFY(Clock::now() - begin >= 950ms);
}

void FailedAnswersTest::retryAfterIsHonoured()
{
    FakeUpstream upstream({scripts::errorAnswer(429, "busy", "Retry-After: 2\r\n"), scripts::chat()});
    RelayFixture relay;
    QVERIFY(relay.add("only", upstream.baseUrl()) != 0);
    const auto begin = Clock::now();
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 200);
    QVERIFY(Clock::now() - begin >= 1950ms);
}

void FailedAnswersTest::longRetryAfterIsPassedOnAtOnce_data()
{
    QTest::addColumn<FakeUpstream::Script>("script");
    QTest::newRow("a header") << scripts::errorAnswer(429, "busy", "Retry-After: 90\r\n");
    QTest::newRow("Google's") << scripts::answer(
        429, R"([{"error":{"code":429,"message":"busy","details":[{"retryDelay":"89.5s"}]}}])");
}

void FailedAnswersTest::longRetryAfterIsPassedOnAtOnce()
{
    QFETCH(const FakeUpstream::Script, script);
    FakeUpstream upstream(script);
    RelayFixture relay;
    QVERIFY(relay.add("only", upstream.baseUrl()) != 0);
    const auto begin = Clock::now();
    HttpClient client = relay.client();
    const HttpReply reply = client.exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 429);
    QCOMPARE(reply.field("Retry-After"), std::string("90"));
    QVERIFY(Clock::now() - begin < 900ms);
    // Until then it is not asked again, and the client hears when to come.
    const HttpReply second = client.exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(second.status, 429);
    QVERIFY(std::stoi(second.field("Retry-After")) >= 80 && std::stoi(second.field("Retry-After")) <= 90);
    QCOMPARE(upstream.requestCount(), std::size_t{1});
}

void FailedAnswersTest::breakerOpensAndHeals()
{
    FakeUpstream upstream(scripts::errorAnswer(500, "down"));
    RelayFixture relay{{"BREAKER_FAILURES", "3"}, {"BREAKER_COOLDOWN", "1"}};
    QVERIFY(relay.add("shaky", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    for (int i = 0; i < 3; ++i)
        QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 502);
    const HttpReply resting = client.exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(resting.status, 503);
    QVERIFY(resting.hasField("Retry-After"));
    QCOMPARE(upstream.requestCount(), std::size_t{3});

    upstream.use(scripts::chat());
    // The macro asks several times, even once it is content.
    int status = 0;
    const auto tryUntilFine = [&] {
        if (status != 200)
            status = client.exchange("POST", "/v1/chat/completions", chatRequest()).status;
        return status;
    };
    QTRY_COMPARE_WITH_TIMEOUT(tryUntilFine(), 200, 5000);
    QCOMPARE(upstream.requestCount(), std::size_t{4});
    QCOMPARE(client.exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
}

void FailedAnswersTest::delayBeforeARetryIsNoOverhead()
{
    FakeUpstream upstream({scripts::errorAnswer(503, "busy"), scripts::chat()});
    RelayFixture relay;
    QVERIFY(relay.add("only", upstream.baseUrl()) != 0);
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    const auto &record = rows.front().record;
    QVERIFY(record.elapsedUs >= 990'000);
    QVERIFY2(record.upstreamUs >= 990'000, std::to_string(record.upstreamUs).c_str());
    QVERIFY2(record.overheadUs < 400'000, std::to_string(record.overheadUs).c_str());
}

void FailedAnswersTest::secretsOfTheChannelAreBlanked_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("json");
    QTest::newRow("an error of its own making") << 500 << true;
    QTest::newRow("an error in plain text") << 500 << false;
    QTest::newRow("a refused key") << 401 << true;
}

// Some upstreams repeat what they were sent.
void FailedAnswersTest::secretsOfTheChannelAreBlanked()
{
    QFETCH(const int, status);
    QFETCH(const bool, json);
    FakeUpstream upstream([status, json](UpstreamCall &call) {
        const std::string told = "got " + call.request().field("X-Gateway-Token") + " and " +
                                 call.request().field("Authorization") + "\nand a second line";
        if (json)
            scripts::errorAnswer(status, "got " + call.request().field("X-Gateway-Token") + " and " +
                                             call.request().field("Authorization"))(call);
        else
            scripts::answer(status, told)(call);
    });
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "echoing";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.headers = {{"X-Gateway-Token", "gateway-secret"}};
    QVERIFY(relay.add(channel) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 502);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    for (const std::string &text :
         {reply.body, rows.front().record.error, rows.front().record.attempts.front().error}) {
        QVERIFY2(text.find("got ***") != std::string::npos, text.c_str());
        QVERIFY2(text.find("gateway-secret") == std::string::npos, text.c_str());
        QVERIFY2(text.find("upstream-key") == std::string::npos, text.c_str());
        QVERIFY2(text.find('\n') == std::string::npos, text.c_str());
    }
}

QTEST_GUILESS_MAIN(FailedAnswersTest)
#include "tst_failed_answers.moc"
