// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/edit_checks.h"
#include "relay/model/channel_type.h"
#include "relay/model/secret_mask.h"
#include "relay/pipeline/upstream_target.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

#include <chrono>
#include <memory>

using namespace tests;
using namespace std::chrono_literals;

namespace {

constexpr const char *kModels = R"({"object":"list","data":[{"id":"zeta"},{"id":"alpha"}]})";
const std::string kHeaderSecret = "header-secret-0123456789";

} // namespace

// What the admin API tells of a channel's upstream when it asks it.
class ChannelProbeTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void tellsStatusAndTimes();
    void asksForTheModelThatIsNamed();
    void theListAloneCostsNothing();
    void whatFailsIsToldAsFailed_data();
    void whatFailsIsToldAsFailed();
    void secretsOfHeadersAreBlanked();
    void aTestIsBounded();
    void thinkersHaveTheirOwnBound();
    void anotherRefusalIsNotAskedAgain();
    void listsTheProvidersModels();
    void aDraftIsAskedAndNotStored();
    void aMaskInADraftIsTheStoredChannelsKey();
    void aDraftThatCannotBeIsRefused_data();
    void aDraftThatCannotBeIsRefused();
    void leavesNoTraceInTheLedger();
    void knowsProviders();

private:
    void channel(FakeUpstream::Script script);
    HttpReply admin(std::string_view path);
    HttpReply post(std::string_view path, const QJsonObject &body);
    HttpReply test(const std::string &query = {});
    QJsonObject sent(std::size_t index) const // to the upstream
    {
        const std::string body = m_upstream->requests().at(index).body;
        return QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
    }
    static QJsonObject dataOf(const HttpReply &reply)
    {
        return reply.json()[QStringLiteral("data")].toObject();
    }

    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<RelayFixture> m_relay;
    std::int64_t m_id = 0;
};

void ChannelProbeTest::init()
{
    m_relay = std::make_unique<RelayFixture>();
}

void ChannelProbeTest::channel(FakeUpstream::Script script)
{
    m_upstream = std::make_unique<FakeUpstream>(std::move(script));
    relay::model::Channel channel;
    channel.name = "probed";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = m_upstream->baseUrl();
    channel.models = {"*", "asked"};
    channel.modelMapping = {{"asked", "sent"}};
    channel.headers = {{"X-Api-Token", kHeaderSecret}};
    m_id = m_relay->add(channel);
    QVERIFY(m_id != 0);
}

HttpReply ChannelProbeTest::admin(std::string_view path)
{
    return HttpClient(m_relay->port(), m_relay->core().adminKey()).exchange("GET", path);
}

HttpReply ChannelProbeTest::post(std::string_view path, const QJsonObject &body)
{
    const std::string text = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    return HttpClient(m_relay->port(), m_relay->core().adminKey()).exchange("POST", path, text);
}

HttpReply ChannelProbeTest::test(const std::string &query)
{
    return admin("/api/channel/test/" + std::to_string(m_id) + query);
}

void ChannelProbeTest::tellsStatusAndTimes()
{
    channel([](UpstreamCall &call) {
        call.pause(30ms);
        scripts::chatStream({"O", "K"}, 40ms)(call);
    });
    const HttpReply reply = test();
    QCOMPARE(reply.status, 200);
    const QJsonObject data = dataOf(reply);
    QCOMPARE(data[u"status"].toInt(), 200);
    QCOMPARE(data[u"message"].toString(), QStringLiteral("OK"));
    QCOMPARE(data[u"model"].toString(), QStringLiteral("sent"));
    QVERIFY(data[u"ttft_ms"].toDouble() >= 30);
    QVERIFY(data[u"elapsed_ms"].toDouble() >= data[u"ttft_ms"].toDouble() + 30);
    QVERIFY(m_upstream->requests().back().body.find("\"sent\"") != std::string::npos);
}

void ChannelProbeTest::asksForTheModelThatIsNamed()
{
    channel(scripts::chat()); // one that does not stream is fine as well
    const QJsonObject data = dataOf(test("?model=other"));
    QCOMPARE(data[u"message"].toString(), QStringLiteral("OK"));
    QCOMPARE(data[u"model"].toString(), QStringLiteral("other"));
    QCOMPARE(data[u"prompt_tokens"].toInt(), 7);
    QCOMPARE(data[u"completion_tokens"].toInt(), 3);
}

void ChannelProbeTest::theListAloneCostsNothing()
{
    channel(scripts::answer(200, kModels));
    const QJsonObject data = dataOf(test("?list_only=true"));
    QCOMPARE(data[u"message"].toString(), QStringLiteral("OK"));
    QVERIFY(data[u"prompt_tokens"].isNull());
    QVERIFY(m_upstream->requests().back().head.starts_with("GET "));
    QVERIFY(m_upstream->requests().back().target().ends_with("/models"));
}

void ChannelProbeTest::aTestIsBounded()
{
    channel(scripts::chatStream({"OK"}));
    QCOMPARE(test().status, 200);
    QCOMPARE(m_upstream->requestCount(), std::size_t{1});
    const QJsonObject asked = sent(0);
    QCOMPARE(asked[u"max_tokens"].toInt(), 16);
    QVERIFY(!asked.contains(u"max_completion_tokens"));
}

void ChannelProbeTest::thinkersHaveTheirOwnBound()
{
    channel([](UpstreamCall &call) {
        const bool old = call.request().body.find("\"max_tokens\"") != std::string::npos;
        (old ? scripts::errorAnswer(400, "Unsupported parameter: 'max_tokens' is not supported with this "
                                         "model. Use 'max_completion_tokens' instead.")
             : scripts::chatStream({"OK"}))(call);
    });
    const HttpReply reply = test();
    QCOMPARE(reply.status, 200);
    QCOMPARE(dataOf(reply)[u"message"].toString(), QStringLiteral("OK"));
    QCOMPARE(dataOf(reply)[u"model"].toString(), QStringLiteral("sent"));
    QCOMPARE(m_upstream->requestCount(), std::size_t{2});
    QVERIFY(!sent(1).contains(u"max_tokens"));
    QVERIFY(sent(1)[u"max_completion_tokens"].toInt() > 0);
    QCOMPARE(sent(1)[u"model"].toString(), QStringLiteral("sent"));
}

void ChannelProbeTest::anotherRefusalIsNotAskedAgain()
{
    channel(scripts::errorAnswer(400, "no such thing as max_completion_tokens or max_tokens"));
    QCOMPARE(dataOf(test())[u"status"].toInt(), 400);
    QCOMPARE(m_upstream->requestCount(), std::size_t{2}); // once under the other name, and no more
    init();
    channel(scripts::errorAnswer(400, "wrong model"));
    QCOMPARE(dataOf(test())[u"message"].toString(), QStringLiteral("wrong model"));
    QCOMPARE(m_upstream->requestCount(), std::size_t{1});
}

void ChannelProbeTest::whatFailsIsToldAsFailed_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("message");
    QTest::newRow("a key that is refused") << 0 << 401 << QStringLiteral("wrong key");
    QTest::newRow("an error inside a stream") << 1 << 502 << QStringLiteral("overloaded");
    QTest::newRow("an error with a good status") << 2 << 502 << QStringLiteral("no such plan");
    QTest::newRow("a page for people")
        << 3 << 502 << QStringLiteral("this is no answer of an LLM API: <html>");
    QTest::newRow("a connection that breaks") << 4 << 0 << QString();
}

void ChannelProbeTest::whatFailsIsToldAsFailed()
{
    QFETCH(const int, kind);
    QFETCH(const int, status);
    QFETCH(const QString, message);
    const FakeUpstream::Script scriptsOfKind[] = {
        scripts::errorAnswer(401, "wrong key"),
        scripts::answer(200, "data: {\"error\":{\"message\":\"overloaded\"}}\n\ndata: [DONE]\n\n",
                        "Content-Type: text/event-stream\r\n"),
        scripts::answer(200, R"({"error":{"message":"no such plan"}})"),
        scripts::answer(200, "<html>", "Content-Type: text/html\r\n"),
        scripts::hangUp(),
    };
    channel(scriptsOfKind[kind]);
    const HttpReply reply = test();
    QCOMPARE(reply.status, 502);
    QVERIFY(!reply.json()[u"success"].toBool());
    QCOMPARE(dataOf(reply)[u"status"].toInt(), status);
    if (!message.isEmpty())
        QCOMPARE(dataOf(reply)[u"message"].toString(), message);
    else
        QVERIFY(!dataOf(reply)[u"message"].toString().isEmpty());
}

void ChannelProbeTest::secretsOfHeadersAreBlanked()
{
    channel(scripts::errorAnswer(403, "unknown X-Api-Token " + kHeaderSecret + " for upstream-key"));
    const HttpReply tested = test();
    QCOMPARE(tested.status, 502);
    QVERIFY2(tested.body.find(kHeaderSecret) == std::string::npos, tested.body.c_str());
    QCOMPARE(dataOf(tested)[u"message"].toString(), QStringLiteral("unknown X-Api-Token *** for ***"));
    const HttpReply listed = admin("/api/channel/models/" + std::to_string(m_id));
    QCOMPARE(listed.status, 502);
    QVERIFY2(listed.body.find(kHeaderSecret) == std::string::npos, listed.body.c_str());
    QVERIFY2(listed.body.find("the upstream answers HTTP 403: unknown X-Api-Token *** for ***\"") !=
                 std::string::npos, // what the test says of it, not the JSON around
             listed.body.c_str());
}

void ChannelProbeTest::listsTheProvidersModels()
{
    channel(scripts::answer(200, kModels));
    const HttpReply reply = admin("/api/channel/models/" + std::to_string(m_id));
    QCOMPARE(reply.json()[u"data"].toArray(), (QJsonArray{QStringLiteral("alpha"), QStringLiteral("zeta")}));
}

void ChannelProbeTest::aDraftIsAskedAndNotStored()
{
    FakeUpstream upstream(scripts::chat());
    const QJsonObject draft{{QStringLiteral("type"), QStringLiteral("openai-compatible")},
                            {QStringLiteral("base_url"), QString::fromStdString(upstream.baseUrl())},
                            {QStringLiteral("key"), QStringLiteral("draft-key")},
                            {QStringLiteral("models"), QStringLiteral("new-model")}};
    const HttpReply reply = post("/api/channel/test", draft);
    QCOMPARE(reply.status, 200);
    QCOMPARE(dataOf(reply)[u"model"].toString(), QStringLiteral("new-model"));
    QVERIFY(upstream.requests().back().head.find("Bearer draft-key\r\n") != std::string::npos);
    QCOMPARE(admin("/api/channel/").json()[u"data"].toArray().size(), 1); // demo
    QCOMPARE(m_relay->client()
                 .exchange("POST", "/v1/chat/completions", R"({"model":"new-model","messages":[]})")
                 .status,
             404);

    upstream.use(scripts::answer(200, kModels));
    const HttpReply listed = post("/api/channel/models", draft);
    QCOMPARE(listed.json()[u"data"].toArray(), (QJsonArray{QStringLiteral("alpha"), QStringLiteral("zeta")}));
    QTRY_COMPARE_WITH_TIMEOUT(m_relay->figures().upstreamIdle, 0U, 10'000); // nothing of it is kept
}

void ChannelProbeTest::aMaskInADraftIsTheStoredChannelsKey()
{
    channel(scripts::chat());
    FakeUpstream elsewhere(scripts::chat());
    const QString masked = dataOf(admin("/api/channel/" + std::to_string(m_id)))[u"key"].toString();
    QVERIFY(masked.contains(QStringLiteral("****")));
    const QJsonObject draft{{QStringLiteral("id"), qint64(m_id)},
                            {QStringLiteral("key"), masked},
                            {QStringLiteral("base_url"), QString::fromStdString(elsewhere.baseUrl())}};
    QCOMPARE(post("/api/channel/test", draft).status, 200);
    QVERIFY(elsewhere.requests().back().head.find("Bearer upstream-key\r\n") != std::string::npos);
    QVERIFY(m_upstream->requests().empty());

    relay::model::Channel typed; // as a window has it
    typed.id = m_id;
    typed.type = relay::model::ChannelType::OpenAiCompatible;
    typed.baseUrl = elsewhere.baseUrl();
    typed.models = {"m"};
    typed.keys = {"fresh-key-of-its-own", masked.toStdString()};
    typed.headers = {{"X-Api-Token", relay::model::maskedKey(kHeaderSecret)}};
    std::optional<relay::Result<relay::api::ChannelTest>> result;
    m_relay->core().testDraft(typed, {}, this, [&result](relay::Result<relay::api::ChannelTest> told) {
        result = std::move(told);
    });
    QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), 20'000);
    QVERIFY(*result);
    QCOMPARE((*result)->status, 200);
    const std::string head = elsewhere.requests().back().head;
    QVERIFY(head.find("Bearer fresh-key-of-its-own\r\n") != std::string::npos);
    QVERIFY(head.find(kHeaderSecret) != std::string::npos);
}

void ChannelProbeTest::aDraftThatCannotBeIsRefused_data()
{
    QTest::addColumn<QByteArray>("draft");
    QTest::addColumn<int>("status");
    QTest::newRow("a mask of nothing") << QByteArray(R"({"key":"abc****wxyz"})") << 400;
    QTest::newRow("no address") << QByteArray(R"({"type":"openai-compatible","models":["m"]})") << 400;
    QTest::newRow("no http address") << QByteArray(R"({"base_url":"ftp://somewhere","models":["m"]})") << 400;
    QTest::newRow("no model to test with") << QByteArray(R"({"type":"demo"})") << 400;
    QTest::newRow("an id that is not stored") << QByteArray(R"({"id":77})") << 404;
}

void ChannelProbeTest::aDraftThatCannotBeIsRefused()
{
    QFETCH(const QByteArray, draft);
    QFETCH(const int, status);
    const HttpReply reply = post("/api/channel/test", QJsonDocument::fromJson(draft).object());
    QCOMPARE(reply.status, status);
    QVERIFY(!reply.json()[u"message"].toString().isEmpty());
}

void ChannelProbeTest::leavesNoTraceInTheLedger()
{
    channel(scripts::chat());
    QCOMPARE(test().status, 200);
    QVERIFY(m_relay->rows().empty());
}

void ChannelProbeTest::knowsProviders()
{
    const QJsonArray providers = admin("/api/channel/providers").json()[u"data"].toArray();
    QVERIFY(providers.size() > 30);
    QSet<QString> ids;
    for (const QJsonValue &provider : providers) {
        ids.insert(provider[u"id"].toString());
        relay::model::Channel channel;
        channel.name = provider[u"id"].toString().toStdString();
        channel.type = *relay::model::channelTypeOf(provider[u"type"].toString().toStdString());
        channel.baseUrl = provider[u"base_url"].toString().toStdString();
        QVERIFY2(relay::access::checkEdit(channel, nullptr), channel.name.c_str());
        const auto url = relay::pipeline::BaseUrl::parse(channel.baseUrl);
        QVERIFY2(url, channel.name.c_str());
        // What stands there is what is asked: nothing is added to it.
        QVERIFY2(channel.baseUrl.ends_with(url->path), channel.name.c_str());
    }
    QCOMPARE(ids.size(), providers.size());
}

QTEST_GUILESS_MAIN(ChannelProbeTest)
#include "tst_channel_probe.moc"
