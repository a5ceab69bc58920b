// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace tests;
using relay::model::Token;

namespace {

constexpr int kCalls = 50;
// gpt-4o, $2.50 and $10 per million tokens: 500 units for the answer, under 40 for the request.
constexpr std::int64_t kEach = 540;
constexpr const char *kRequest =
    R"({"model":"gpt-4o","max_tokens":100,"messages":[{"role":"user","content":"hi"}])";

std::string request(bool stream = false)
{
    return std::string(kRequest) + (stream ? R"(,"stream":true})" : "}");
}

// A relay with one priced channel and a token that may spend little.
class Bed final
{
public:
    explicit Bed(std::int64_t quota)
        : upstream(scripts::chat())
    {
        relay::model::Channel channel;
        channel.name = "priced";
        channel.type = relay::model::ChannelType::OpenAiCompatible;
        channel.baseUrl = upstream.baseUrl();
        channel.models = {"gpt-4o", "free"};
        Token token;
        token.name = "limited";
        token.unlimitedQuota = false;
        token.remainQuota = quota;
        QObject context;
        bool told = false;
        relay.core().saveToken(token, relay::api::QuotaEdit::Set, &context, [&](const auto &saved) {
            told = true;
            if (saved)
                key = "sk-" + saved->key;
        });
        m_ready = relay.add(channel) != 0 && QTest::qWaitFor([&] { return told; }, 20'000) && !key.empty() &&
                  relay.client().exchange("GET", "/api/health").status == 200;
    }
    bool ready() const { return m_ready; }
    HttpClient client() const { return HttpClient(relay.port(), key); }

    FakeUpstream upstream;
    RelayFixture relay{{"RETRY_TIMES", "0"}, {"BREAKER_FAILURES", "1000"}};
    std::string key;

private:
    bool m_ready = false;
};

struct Outcome
{
    int right = 0;
    int refused = 0; // 403 insufficient_quota
    int other = 0;
};

// So many calls at once, none of which is answered before all others are refused.
Outcome burst(Bed &bed, int expected, const std::string &body = request())
{
    std::atomic<bool> open = false;
    bed.upstream.use([&open](UpstreamCall &call) {
        while (!open && call.pause(std::chrono::milliseconds(2))) {
        }
        scripts::chat()(call);
    });
    std::atomic<int> right = 0;
    std::atomic<int> refused = 0;
    std::atomic<int> other = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < kCalls; ++i) {
        clients.emplace_back([&] {
            const HttpReply reply = bed.client().exchange("POST", "/v1/chat/completions", body);
            const bool quota = reply.status == 403 && reply.errorCode() == "insufficient_quota";
            ++(reply.status == 200 ? right : quota ? refused : other);
        });
    }
    // If too many are let in this waits in vain, and the counts tell.
    (void)!QTest::qWaitFor([&] { return refused + right + other >= kCalls - expected; }, 10'000);
    open = true;
    for (std::thread &client : clients)
        client.join();
    return {right, refused, other};
}

} // namespace

// A quota is set aside before a call and given back after it, however the call ends.
class QuotaReservationTest final : public QObject
{
    Q_OBJECT

private slots:
    void callsAtOnceDoNotOverrunAQuota()
    {
        Bed bed(3 * kEach + 100);
        QVERIFY(bed.ready());
        const Outcome first = burst(bed, 3);
        QCOMPARE(first.right, 3);
        QCOMPARE(first.refused, kCalls - 3);
        // They did cost little: what was set aside is there again.
        QCOMPARE(burst(bed, 3).right, 3);
    }

    void oneAloneMayUseUpTheRest()
    {
        Bed bed(10);
        QVERIFY(bed.ready());
        const Outcome outcome = burst(bed, 1);
        QCOMPARE(outcome.right, 1);
        QCOMPARE(outcome.refused, kCalls - 1);
        const HttpReply after = bed.client().exchange("POST", "/v1/chat/completions", request());
        QCOMPARE(after.status, 403);
        QVERIFY2(after.errorText().find("used up") != std::string::npos, after.body.c_str());
    }

    void theRefusalSaysWhatItWouldTake()
    {
        Bed bed(kEach + 100);
        QVERIFY(bed.ready());
        bed.upstream.use(scripts::stall());
        HttpClient first = bed.client();
        QVERIFY(first.post("/v1/chat/completions", request()));
        QTRY_COMPARE(bed.upstream.requestCount(), std::size_t{1});
        const HttpReply refused = bed.client().exchange("POST", "/v1/chat/completions", request());
        QCOMPARE(refused.status, 403);
        QCOMPARE(refused.errorCode(), std::string("insufficient_quota"));
        QVERIFY2(refused.errorText().find("it may cost 5") != std::string::npos, refused.body.c_str());
        QVERIFY2(refused.errorText().find("limited") != std::string::npos, refused.body.c_str());
    }

    void aModelWithoutPriceReservesNothing()
    {
        Bed bed(10);
        QVERIFY(bed.ready());
        const Outcome outcome = burst(bed, kCalls, R"({"model":"free","messages":[]})");
        QCOMPARE(outcome.right, kCalls);
    }

    void nothingStaysReserved_data()
    {
        QTest::addColumn<QString>("ending");
        for (const char *const ending : {"the client leaves", "the upstream fails", "the upstream hangs up",
                                         "a stream breaks", "a client leaves its stream"})
            QTest::newRow(ending) << QString::fromLatin1(ending);
    }

    void nothingStaysReserved()
    {
        QFETCH(const QString, ending);
        Bed bed(3 * kEach + 100);
        QVERIFY(bed.ready());
        const bool leaves = ending.contains(QStringLiteral("leave"));
        const bool stream = ending.contains(QStringLiteral("stream"));
        const std::string begun = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                  "Transfer-Encoding: chunked\r\n\r\n10\r\ndata: {\"a\":[]}\n\n\r\n";
        bed.upstream.use(ending == QStringLiteral("the upstream fails")
                             ? scripts::errorAnswer(500, "out of order")
                         : stream ? (leaves ? scripts::stallAfter(begun) : scripts::raw(begun))
                         : leaves ? scripts::stall()
                                  : scripts::hangUp());
        for (std::size_t i = 1; i <= 5; ++i) {
            HttpClient client = bed.client();
            QVERIFY(client.post("/v1/chat/completions", request(stream)));
            if (!leaves) {
                QVERIFY(client.read().status != 403);
                continue;
            }
            QTRY_VERIFY(bed.upstream.requestCount() >= i);
            if (stream)
                QVERIFY(client.waitFor("data: "));
            client.close();
            QTRY_COMPARE(bed.relay.figures().liveExchanges, std::uint32_t{0});
        }
        const Outcome after = burst(bed, 3);
        QCOMPARE(after.right, 3);
        QCOMPARE(after.refused, kCalls - 3);
    }
};

QTEST_GUILESS_MAIN(QuotaReservationTest)
#include "tst_quota_reservation.moc"
