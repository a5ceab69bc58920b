// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <chrono>

using namespace tests;
using namespace std::chrono_literals;

namespace {

// Answers with what it was sent as content, slower for the word "slow".
void echo(UpstreamCall &call)
{
    const std::string &body = call.request().body;
    const std::size_t at = body.find("say-");
    const std::string word = body.substr(at, body.find('"', at) - at);
    if (word.find("slow") != std::string::npos)
        call.pause(300ms);
    scripts::chat(word)(call);
}

std::string saying(const std::string &word)
{
    return R"({"model":"m","messages":[{"role":"user","content":"say-)" + word + R"("}]})";
}

} // namespace

// Requests in all the forms that HTTP allows, and what the upstream gets of them.
class RequestFormsTest final : public QObject
{
    Q_OBJECT

private slots:
    void pipelinedRequestsAreAnsweredInOrder();
    void bodyWaitsForContinue();
    void chunkedBodyArrivesWhole();
    void bodyByteByByte();
    void headHasNoBody();
    void optionsTellsMethods();
    void billingMovesWithWhatIsSpent();
    void refusalsAreNotTimed();
    void http10KeepsAliveWhereItAsks();
    void modelIsSplicedAndNothingElse_data();
    void modelIsSplicedAndNothingElse();
    void multipartBodyKeepsItsBytes();
    void clientsKeyStaysHere();
    void clientsKeyStaysHereByWhateverName();
    void oneModelByItsEncodedName();
    void deploymentOfThePathCounts();
    void limitedTokenAndStoredResponses();
    void strangeModelStaysInItsSegment_data();
    void strangeModelStaysInItsSegment();
    void lineBreaksInAModelAreRefused();
    void channelsHostReplacesTheUrls();
    void bodyThatIsTooLargeHasARow();
    void tokenThatIsOffListsNothing();
};

void RequestFormsTest::pipelinedRequestsAreAnsweredInOrder()
{
    FakeUpstream upstream(echo);
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient writer(relay.port(), relay.key());
    const std::vector<std::string> words{"slow1", "two", "slow3", "four", "five"};
    std::string all;
    for (const std::string &word : words) {
        const std::string body = saying(word);
        all += "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
               relay.key() + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
    QVERIFY(writer.send(all));
    for (const std::string &word : words) {
        const HttpReply reply = writer.read();
        QCOMPARE(reply.status, 200);
        QVERIFY2(reply.body.find("say-" + word) != std::string::npos, reply.body.c_str());
    }
    QCOMPARE(relay.rows().size(), words.size());
}

void RequestFormsTest::bodyWaitsForContinue()
{
    FakeUpstream upstream(echo);
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    const std::string body = saying("later");
    QVERIFY(client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                        "Authorization: Bearer " +
                        relay.key() + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n"));
    const HttpReply interim = client.read(5s);
    QCOMPARE(interim.status, 100);
    QVERIFY(client.send(body));
    QCOMPARE(client.read().status, 200);

    // Who would be refused hears it instead of sending its body.
    QVERIFY(client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                        "Authorization: Bearer sk-wrong\r\nContent-Length: 1000\r\n\r\n"));
    QCOMPARE(client.read(5s).status, 401);
}

void RequestFormsTest::chunkedBodyArrivesWhole()
{
    FakeUpstream upstream(echo);
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    const std::string body = saying("chunked");
    std::string coded;
    for (std::size_t at = 0; at < body.size(); at += 7) {
        const std::string part = body.substr(at, 7);
        coded += std::to_string(part.size()) + ";ext=\"1\"\r\n" + part + "\r\n";
    }
    for (int i = 0; i < 2; ++i) {
        QVERIFY(client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                            "Transfer-Encoding: chunked\r\nAuthorization: Bearer " +
                            relay.key() + "\r\n\r\n" + coded + "0\r\nTrailer: x\r\n\r\n"));
        const HttpReply reply = client.read();
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.body.find("say-chunked") != std::string::npos);
    }
    QCOMPARE(upstream.requests()[0].body, body);
    QCOMPARE(upstream.requests()[1].body, body);
    QCOMPARE(upstream.requests()[0].field("Content-Length"), std::to_string(body.size()));
}

void RequestFormsTest::bodyByteByByte()
{
    FakeUpstream upstream(echo);
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient client = relay.client();
    const std::string body = saying("bytes");
    const std::string request =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + relay.key() +
        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    for (const char &byte : request)
        QVERIFY(client.send({&byte, 1}));
    QCOMPARE(client.read().status, 200);
    QCOMPARE(upstream.requests().front().body, body);
}

void RequestFormsTest::headHasNoBody()
{
    RelayFixture relay;
    HttpClient client = relay.client();
    const HttpReply reply = client.exchange("HEAD", "/v1/models");
    QCOMPARE(reply.status, 200);
    QVERIFY(std::stoul(reply.field("Content-Length")) > 0);
    const HttpReply whole = client.exchange("GET", "/v1/models");
    QCOMPARE(whole.status, 200); // and not the rest of the first
    QCOMPARE(reply.field("Content-Length"), whole.field("Content-Length"));
}

void RequestFormsTest::optionsTellsMethods()
{
    RelayFixture relay{{"CORS_ALLOWED_ORIGINS", "https://app.example"}};
    HttpClient client = relay.client();
    const HttpReply plain = client.exchange("OPTIONS", "/v1/chat/completions");
    QCOMPARE(plain.status, 204);
    QVERIFY(plain.field("Allow").find("POST") != std::string::npos);
    for (const char *name : {"X-Response-Time-Ms", "X-Request-Id", "Server-Timing"})
        QVERIFY2(plain.hasField(name), name);
    const HttpReply preflight =
        client.exchange("OPTIONS", "/v1/chat/completions", {},
                        "Origin: https://app.example\r\nAccess-Control-Request-Method: POST\r\n"
                        "Access-Control-Request-Headers: authorization,x-stainless-os\r\n");
    QCOMPARE(preflight.status, 204);
    QVERIFY(preflight.hasField("X-Request-Id"));
    QCOMPARE(preflight.field("Access-Control-Allow-Origin"), std::string("https://app.example"));
    QVERIFY(preflight.field("Access-Control-Allow-Headers").find("x-stainless-os") != std::string::npos);
}

void RequestFormsTest::http10KeepsAliveWhereItAsks()
{
    FakeUpstream upstream(echo);
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const std::string body = saying("old");
    const std::string head = "POST /v1/chat/completions HTTP/1.0\r\nAuthorization: Bearer " + relay.key() +
                             "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    HttpClient client(relay.port());
    QVERIFY(client.send(head + "Connection: keep-alive\r\n\r\n" + body));
    const HttpReply first = client.read();
    QCOMPARE(first.status, 200);
    QCOMPARE(first.field("Connection"), std::string("keep-alive"));
    QVERIFY(client.send(head + "\r\n" + body));
    QCOMPARE(client.read().status, 200);
    QVERIFY(client.waitClosed(5s));
}

void RequestFormsTest::modelIsSplicedAndNothingElse_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("odd white space, order, unknown fields")
        << QByteArray("\n{ \"z\" :1,\t\"model\"  :  \"alias\" ,\"messages\":[ "
                      "],\"unknown\":{\"model\":\"alias\"}}\n")
        << QByteArray("\n{ \"z\" :1,\t\"model\"  :  \"real-model\" ,\"messages\":[ "
                      "],\"unknown\":{\"model\":\"alias\"}}\n");
    QTest::newRow("huge integers")
        << QByteArray(R"({"model":"alias","seed":123456789012345678901234567890,"f":1.10,"messages":[]})")
        << QByteArray(
               R"({"model":"real-model","seed":123456789012345678901234567890,"f":1.10,"messages":[]})");
    QTest::newRow("an escaped name") << QByteArray(R"({"messages":[],"model":"al\u0069as"})")
                                     << QByteArray(R"({"messages":[],"model":"real-model"})");
    QTest::newRow("escapes and surrogates elsewhere")
        << QByteArray(R"({"model":"alias","messages":[{"content":"\ud83d\ude00 \/ \u0000"}]})")
        << QByteArray(R"({"model":"real-model","messages":[{"content":"\ud83d\ude00 \/ \u0000"}]})");
}

void RequestFormsTest::modelIsSplicedAndNothingElse()
{
    QFETCH(const QByteArray, sent);
    QFETCH(const QByteArray, expected);
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "mapped";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.models = {"alias"};
    channel.modelMapping = {{"alias", "real-model"}};
    QVERIFY(relay.add(channel) != 0);
    const HttpReply reply = relay.client().exchange("POST", "/v1/chat/completions", sent.toStdString());
    QCOMPARE(reply.status, 200);
    QCOMPARE(QByteArray::fromStdString(upstream.requests().front().body), expected);
    QCOMPARE(relay.rows().front().record.model, std::string("alias"));
    QCOMPARE(relay.rows().front().record.upstreamModel, std::string("real-model"));
}

void RequestFormsTest::multipartBodyKeepsItsBytes()
{
    FakeUpstream upstream(scripts::answer(200, R"({"text":"heard"})"));
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "mapped";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.models = {"alias"};
    channel.modelMapping = {{"alias", "real-whisper"}};
    QVERIFY(relay.add(channel) != 0);

    std::string audio; // every byte, and things that look like the end
    for (int i = 0; i < 200'000; ++i)
        audio += static_cast<char>(i * 31 % 256);
    audio += "\r\n--bound\r\n--boundary-almos";
    const auto multipart = [&](const std::string &model) {
        return "--boundary-x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n"
               "Content-Type: audio/mpeg\r\n\r\n" +
               audio + "\r\n--boundary-x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n" + model +
               "\r\n--boundary-x\r\nContent-Disposition: form-data; "
               "name=\"language\"\r\n\r\nen\r\n--boundary-x--\r\n";
    };
    const HttpReply reply =
        relay.client().exchange("POST", "/v1/audio/transcriptions", multipart("alias"),
                                "Content-Type: multipart/form-data; boundary=boundary-x\r\n");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, std::string(R"({"text":"heard"})"));
    QVERIFY(upstream.requests().front().body == multipart("real-whisper"));
    QCOMPARE(upstream.requests().front().field("Content-Type"),
             std::string("multipart/form-data; boundary=boundary-x"));
}

void RequestFormsTest::clientsKeyStaysHere()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const std::string key = relay.key();
    const auto tell = [&](const std::string &path, const std::string &line) {
        HttpClient client(relay.port());
        return client.exchange("POST", path, chatRequest(), line).status;
    };
    QCOMPARE(tell("/v1/chat/completions", "Authorization: " + key + "\r\n"), 200);
    QCOMPARE(tell("/v1/chat/completions", "x-api-key: " + key.substr(3) + "\r\n"), 200);
    QCOMPARE(tell("/v1/chat/completions", "api-key: " + key + "\r\n"), 200);
    QCOMPARE(tell("/v1/chat/completions", "x-goog-api-key: " + key + "\r\n"), 200);
    QCOMPARE(tell("/v1/chat/completions?key=" + key + "&a=b", "Cookie: c=" + key + "\r\n"), 200);
    QCOMPARE(tell("/chat/completions", "Authorization: Bearer " + key + "\r\n"), 200);
    QCOMPARE(tell("/v1/v1/chat/completions", "Authorization: Bearer " + key + "\r\n"), 200);
    const auto requests = upstream.requests();
    QCOMPARE(requests.size(), std::size_t{7});
    for (const SeenRequest &request : requests) {
        QCOMPARE(request.field("Authorization"), std::string("Bearer upstream-key"));
        QVERIFY2(request.head.find(key.substr(3)) == std::string::npos, request.head.c_str());
        QVERIFY(request.target().starts_with("/v1/chat/completions"));
    }
    QCOMPARE(requests[4].target(), std::string("/v1/chat/completions?a=b"));
}

void RequestFormsTest::clientsKeyStaysHereByWhateverName()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    const std::string key = relay.key();
    const std::string bare = key.substr(3);
    std::string encoded = "sk%2D" + bare;
    QCOMPARE(relay.client()
                 .exchange("POST",
                           "/v1/chat/completions?api_key=" + key + "&Key=" + bare +
                               "&access_token=" + encoded + "&a=b",
                           chatRequest(),
                           "X-Auth-Token: " + key + "\r\nOcp-Apim-Subscription-Key: " + bare +
                               "\r\nX-Token: Token " + key + "-7\r\nX-Title: mine\r\n")
                 .status,
             200);
    const SeenRequest request = upstream.requests().front();
    QVERIFY2(request.head.find(bare) == std::string::npos, request.head.c_str());
    QCOMPARE(request.target(), std::string("/v1/chat/completions?a=b"));
    QCOMPARE(request.field("X-Title"), std::string("mine"));
    for (const char *name : {"X-Auth-Token", "Ocp-Apim-Subscription-Key", "X-Token"})
        QCOMPARE(request.field(name), std::string());
}

void RequestFormsTest::oneModelByItsEncodedName()
{
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "vendor";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = "http://127.0.0.1:9";
    channel.models = {"vendor/model"};
    QVERIFY(relay.add(channel) != 0);
    HttpClient client = relay.client();
    for (const char *path :
         {"/v1/models/vendor%2Fmodel", "/v1/models/vendor%2fmodel", "/v1/models/vendor/model"}) {
        const HttpReply reply = client.exchange("GET", path);
        QVERIFY2(reply.status == 200, path);
        QCOMPARE(reply.json().value(QStringLiteral("id")).toString(), QStringLiteral("vendor/model"));
    }
    QCOMPARE(client.exchange("GET", "/v1/models/vendor%FFmodel").status, 404);
}

void RequestFormsTest::deploymentOfThePathCounts()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "both";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.models = {"dep-A", "body-B"};
    QVERIFY(relay.add(channel) != 0);
    QCOMPARE(relay.client()
                 .exchange("POST", "/openai/deployments/dep-A/chat/completions?api-version=2024-10-21",
                           R"({"model":"body-B","messages":[]})")
                 .status,
             200);
    QCOMPARE(upstream.requests().front().body, std::string(R"({"model":"dep-A","messages":[]})"));
    const auto rows = relay.rows();
    QCOMPARE(rows.front().record.model, std::string("dep-A"));
    QCOMPARE(relay.client()
                 .exchange("POST", "/openai/deployments/bad%FFname/chat/completions", R"({"messages":[]})")
                 .status,
             400);
}

// Its own responses it may read, cancel and delete; what else is posted there could ask for any model.
void RequestFormsTest::limitedTokenAndStoredResponses()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    QVERIFY(relay.add("main", upstream.baseUrl()) != 0);
    HttpClient admin(relay.port(), relay.core().adminKey());
    const HttpReply made = admin.exchange("POST", "/api/token/", R"({"name":"limited","models":["m"]})");
    QCOMPARE(made.status, 200);
    const QJsonObject token = made.json().value(QStringLiteral("data")).toObject();
    HttpClient client(relay.port(), token.value(QStringLiteral("key")).toString().toStdString());
    QCOMPARE(client.exchange("GET", "/v1/responses/resp_1").status, 200);
    QCOMPARE(client.exchange("POST", "/v1/responses/resp_1/cancel").status, 200);
    QCOMPARE(client.exchange("DELETE", "/v1/responses/resp_1").status, 200);
    const std::string any = R"({"model":"dear","input":"x"})";
    for (const char *path : {"/v1/responses/resp_1", "/v1/responses/batches", "/v1/responses/resp_1/again"})
        QCOMPARE(client.exchange("POST", path, any).status, 403);
    QCOMPARE(upstream.requestCount(), std::size_t{3});
    QCOMPARE(relay.client().exchange("POST", "/v1/responses/resp_1/again", any).status, 200);
}

void RequestFormsTest::strangeModelStaysInItsSegment_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("segment");
    QTest::newRow("an ordinary one") << QByteArray("gpt-4o_mini.v1~x") << QByteArray("gpt-4o_mini.v1~x");
    QTest::newRow("blanks and slashes")
        << QByteArray("a b/../../x?y#z") << QByteArray("a%20b%2F..%2F..%2Fx%3Fy%23z");
    QTest::newRow("not ASCII") << QByteArray("\xC3\xA9%") << QByteArray("%C3%A9%25");
}

void RequestFormsTest::strangeModelStaysInItsSegment()
{
    QFETCH(const QByteArray, model);
    QFETCH(const QByteArray, segment);
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "azure";
    channel.type = relay::model::ChannelType::Azure;
    channel.baseUrl = "http://127.0.0.1:" + std::to_string(upstream.port());
    channel.models = {"*"};
    QVERIFY(relay.add(channel) != 0);
    const std::string body = R"({"model":")" + model.toStdString() + R"(","messages":[]})";
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", body).status, 200);
    QCOMPARE(QByteArray::fromStdString(upstream.requests().front().target()),
             QByteArray("/openai/deployments/" + segment + "/chat/completions?api-version=2024-10-21"));
}

void RequestFormsTest::lineBreaksInAModelAreRefused()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "azure";
    channel.type = relay::model::ChannelType::Azure;
    channel.baseUrl = "http://127.0.0.1:" + std::to_string(upstream.port());
    channel.models = {"*"};
    QVERIFY(relay.add(channel) != 0);
    const std::string body =
        R"({"model":"x HTTP/1.1\r\nHost: evil\r\nContent-Length: 0\r\n\r\nDELETE /admin HTTP/1.1\r\nX: ","messages":[]})";
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", body).status, 400);
    QCOMPARE(upstream.requestCount(), std::size_t{0});
}

void RequestFormsTest::channelsHostReplacesTheUrls()
{
    FakeUpstream upstream(scripts::chat());
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "virtual";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.headers = {{"Host", "virtual.example"}, {"api-key", "own"}};
    QVERIFY(relay.add(channel) != 0);
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", chatRequest()).status, 200);
    const SeenRequest request = upstream.requests().front();
    QCOMPARE(request.field("Host"), std::string("virtual.example"));
    QCOMPARE(request.head.find("Host:"), request.head.rfind("Host:"));
    QCOMPARE(request.field("api-key"), std::string("own"));
    QCOMPARE(request.field("Authorization"), std::string());

    channel.headers = {{"Content-Length", "5"}};
    QCOMPARE(relay.add(channel), std::int64_t{0});
}

void RequestFormsTest::bodyThatIsTooLargeHasARow()
{
    RelayFixture relay{{"RELAY_MAX_BODY_MB", "1"}};
    HttpClient client = relay.client();
    QVERIFY(client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
                        relay.key() + "\r\nContent-Length: 2000000\r\n\r\n"));
    QCOMPARE(client.read().status, 413);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.front().record.status, 413);
    QCOMPARE(rows.front().record.endpoint, std::string("/v1/chat/completions"));
    QVERIFY(rows.front().record.tokenId != 0);
    QVERIFY(!rows.front().record.error.empty());
}

void RequestFormsTest::tokenThatIsOffListsNothing()
{
    RelayFixture relay;
    HttpClient admin(relay.port(), relay.core().adminKey());
    const HttpReply made = admin.exchange("POST", "/api/token/", R"({"name":"off"})");
    QCOMPARE(made.status, 200);
    const QJsonObject token = made.json().value(QStringLiteral("data")).toObject();
    const std::string id = std::to_string(token.value(QStringLiteral("id")).toInteger());
    HttpClient client(relay.port(), token.value(QStringLiteral("key")).toString().toStdString());
    QCOMPARE(client.exchange("GET", "/v1/models").status, 200);
    QCOMPARE(admin.exchange("PUT", "/api/token/" + id, R"({"status":2})").status, 200);
    for (const char *path : {"/v1/models", "/v1/models/demo-echo", "/v1/dashboard/billing/usage"})
        QCOMPARE(client.exchange("GET", path).status, 401);
    // What costs nothing needs no quota.
    QCOMPARE(
        admin.exchange("PUT", "/api/token/" + id, R"({"status":1,"unlimited_quota":false,"remain_quota":0})")
            .status,
        200);
    QCOMPARE(client.exchange("GET", "/v1/models").status, 200);
}

void RequestFormsTest::billingMovesWithWhatIsSpent()
{
    FakeUpstream upstream(scripts::chat()); // 7 and 3 tokens
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "priced";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = upstream.baseUrl();
    channel.models = {"gpt-4o"};
    QVERIFY(relay.add(channel) != 0);
    HttpClient client = relay.client(); // its token has no limit
    const auto cents = [&client] {
        return client.exchange("GET", "/v1/dashboard/billing/usage")
            .json()
            .value(QStringLiteral("total_usage"))
            .toDouble(-1);
    };
    QCOMPARE(cents(), 0.0);
    QCOMPARE(client
                 .exchange("POST", "/v1/chat/completions",
                           R"({"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]})")
                 .status,
             200);
    QVERIFY(cents() > 0);
}

void RequestFormsTest::refusalsAreNotTimed()
{
    RelayFixture relay;
    HttpClient stranger(relay.port(), "sk-nobody");
    for (int i = 0; i < 20; ++i)
        QCOMPARE(stranger.exchange("POST", "/v1/chat/completions", chatRequest()).status, 401);
    QCOMPARE(relay.client()
                 .exchange("POST", "/v1/chat/completions",
                           R"({"model":"demo-echo","messages":[{"role":"user","content":"hi"}]})")
                 .status,
             200);
    QTRY_COMPARE(relay.core().metrics().minute.requests, std::uint64_t{21});
    const relay::api::WindowFigures minute = relay.core().metrics().minute;
    QCOMPARE(minute.failed, std::uint64_t{20});
    QCOMPARE(minute.total.count, std::uint64_t{1});
    QVERIFY(minute.overhead.p50Us > 0);
}

QTEST_GUILESS_MAIN(RequestFormsTest)
#include "tst_request_forms.moc"
