// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace relay;

static const std::string kFirstKey("sk-first-0123456789");
static const std::string kSecondKey("sk-second-0123456789");

static QJsonValue fieldOf(const Answer &answer, const char *name)
{
    return answer.data().toObject().value(QLatin1String(name));
}

static model::Channel stored()
{
    return {.id = 7,
            .name = "work",
            .type = model::ChannelType::Anthropic,
            .keys = {kFirstKey, kSecondKey},
            .baseUrl = "https://llm.example/v1",
            .models = {"claude-a", "claude-b"},
            .modelMapping = {{"gpt-4o", "claude-a"}},
            .priority = 3,
            .weight = 5,
            .proxy = "socks5://me:secret@proxy.example:1080",
            .headers = {{"X-Org", "42"}, {"X-Api-Token", "0123456789abcdefgh"}}};
}

// /api/channel/: creation, search, removal, tests, and what POST and PUT refuse.
class ChannelApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void createReadsEveryField();
    void typeIsUnderstood_data();
    void typeIsUnderstood();
    void modelsAndMappingInBothForms_data();
    void modelsAndMappingInBothForms();
    void refuses_data();
    void refuses();
    void refusesBody_data();
    void refusesBody();
    void search_data();
    void search();
    void removeTwice();
    void testTellsWhatTheUpstreamSaid();
    void upstreamModelsAreAList();
    void failureOfTheService_data();
    void failureOfTheService();
};

void ChannelApiTest::createReadsEveryField()
{
    AdminClient client;
    const Answer created = client.call("POST", "/api/channel/", R"({"name":" work ","type":"anthropic",
        "key":"k-one\n k-two \r\n","base_url":"https://llm.example","models":["a","b"],"model_mapping":{"x":"a"},
        "priority":-2,"weight":9,"status":2,"proxy":"http://127.0.0.1:8080","headers":{"X-Org":"42"},"group":"default"})");
    QCOMPARE(created.status, 200);
    QVERIFY(created.success());
    const model::Channel &channel = client.service.channelList.at(0);
    QCOMPARE(fieldOf(created, "id").toInteger(), channel.id);
    QCOMPARE(channel.name, std::string("work"));
    QCOMPARE(channel.type, model::ChannelType::Anthropic);
    QCOMPARE(channel.keys, (std::vector<std::string>{"k-one", "k-two"}));
    QCOMPARE(channel.baseUrl, std::string("https://llm.example"));
    QCOMPARE(channel.models, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(channel.modelMapping, (model::StringPairs{{"x", "a"}}));
    QCOMPARE(channel.priority, -2);
    QCOMPARE(channel.weight, 9);
    QVERIFY(!channel.enabled);
    QCOMPARE(channel.proxy, std::string("http://127.0.0.1:8080"));
    QCOMPARE(channel.headers, (model::StringPairs{{"X-Org", "42"}}));
}

void ChannelApiTest::typeIsUnderstood_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("word");
    for (const char *word : {"openai", "anthropic", "gemini", "ollama", "azure", "openai-compatible", "demo"})
        QTest::addRow("the word %s", word) << QByteArray("\"") + word + "\"" << QString::fromLatin1(word);
    const std::pair<const char *, const char *> numbers[] = {{"1", "openai"},
                                                             {"3", "azure"},
                                                             {"14", "anthropic"},
                                                             {"24", "gemini"},
                                                             {"30", "ollama"},
                                                             {"\"14\"", "anthropic"},
                                                             {"8", "openai-compatible"},
                                                             {"50", "openai-compatible"},
                                                             {"36", "openai-compatible"},
                                                             {"9999", "openai-compatible"}};
    for (const auto &[number, word] : numbers)
        QTest::addRow("one-api's %s", number) << QByteArray(number) << QString::fromLatin1(word);
    QTest::newRow("any case") << QByteArray("\"OpenAI\"") << QStringLiteral("openai");
}

void ChannelApiTest::typeIsUnderstood()
{
    QFETCH(QByteArray, type);
    AdminClient client;
    const Answer created = client.call("POST", "/api/channel/",
                                       R"({"name":"n","base_url":"http://127.0.0.1:1","type":)" + type + "}");
    QCOMPARE(created.status, 200);
    QTEST(fieldOf(created, "type").toString(), "word");
}

void ChannelApiTest::modelsAndMappingInBothForms_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::newRow("as values") << QByteArray(R"("models":["a","b"],"model_mapping":{"x":"a"})");
    QTest::newRow("as text") << QByteArray(R"("models":" a, b ,,a","model_mapping":"{\"x\":\"a\"}")");
}

void ChannelApiTest::modelsAndMappingInBothForms()
{
    QFETCH(QByteArray, fields);
    AdminClient client;
    QCOMPARE(client.call("POST", "/api/channel/", R"({"name":"n",)" + fields + "}").status, 200);
    QCOMPARE(client.service.channelList.at(0).models, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(client.service.channelList.at(0).modelMapping, (model::StringPairs{{"x", "a"}}));
}

void ChannelApiTest::refuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *name, const char *body, const char *field) {
        QTest::newRow(name) << QByteArray(body) << QByteArray(field);
    };
    row("no name", R"({"name":""})", "name");
    row("a word nobody knows", R"({"name":"n","type":"opneai"})", "type");
    row("a type with a fraction", R"({"name":"n","type":1.5})", "type");
    row("a type that is a list", R"({"name":"n","type":[]})", "type");
    row("azure without a URL", R"({"name":"n","type":"azure","base_url":""})", "base_url");
    row("compatible without a URL", R"({"name":"n","type":8,"base_url":""})", "base_url");
    row("a URL without a scheme", R"({"name":"n","base_url":"llm.example/v1"})", "base_url");
    row("a URL of a file", R"({"name":"n","base_url":"file:///etc/passwd"})", "base_url");
    row("a URL without a host", R"({"name":"n","base_url":"http://"})", "base_url");
    row("a proxy of another kind", R"({"name":"n","proxy":"ftp://p.example"})", "proxy");
    row("a masked proxy that is none of ours", R"({"name":"n","proxy":"http://u:****@p.example"})", "proxy");
    row("a mask of no key", R"({"name":"n","key":"abc****wxyz"})", "key");
    row("a key with a control character", R"({"name":"n","key":"abc\u0000def"})", "key");
    row("two keys on one line", R"({"name":"n","key":"abc def"})", "key");
    row("a key that is a number", R"({"name":"n","key":5})", "key");
    row("models as a number", R"({"name":"n","models":5})", "models");
    row("mapping to a number", R"({"name":"n","model_mapping":{"a":1}})", "model_mapping");
    row("mapping as broken text", R"({"name":"n","model_mapping":"{\"a\":"})", "model_mapping");
    row("mapping as a list", R"({"name":"n","model_mapping":[]})", "model_mapping");
    row("priority as text", R"({"name":"n","priority":"1"})", "priority");
    row("priority beyond all sense", R"({"name":"n","priority":1e300})", "priority");
    row("negative weight", R"({"name":"n","weight":-1})", "weight");
    row("status 0", R"({"name":"n","status":0})", "status");
    row("a header with a line break", R"({"name":"n","headers":{"X-A":"1\r\nX-B: 2"}})", "headers");
    row("a header without a name", R"({"name":"n","headers":{"":"1"}})", "headers");
    row("a header name with a blank", R"({"name":"n","headers":{"X A":"1"}})", "headers");
    row("a masked header that is none of ours", R"({"name":"n","headers":{"X-Key":"a****"}})", "headers");
}

void ChannelApiTest::refuses()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, field);
    AdminClient client;
    client.service.channelList = {stored()};
    for (const Answer &answer :
         {client.call("POST", "/api/channel/", body), client.call("PUT", "/api/channel/7", body)}) {
        QCOMPARE(answer.status, 400);
        QVERIFY2(answer.message().startsWith(QString::fromLatin1(field) + QStringLiteral(" must be ")),
                 qPrintable(answer.message()));
    }
    QCOMPARE(client.service.channelList.size(), std::size_t{1});
    QCOMPARE(client.service.channelList.at(0).name, std::string("work"));
}

void ChannelApiTest::refusesBody_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("name=work");
    QTest::newRow("cut off") << QByteArray(R"({"name":"n)");
    QTest::newRow("a list") << QByteArray("[1]");
    QTest::newRow("a text") << QByteArray("\"n\"");
    QTest::newRow("something behind it") << QByteArray(R"({"name":"n"} x)");
    QTest::newRow("invalid UTF-8") << QByteArray("{\"name\":\"\xff\xfe\"}");
    QTest::newRow("half a million arrays deep") << QByteArray(500'000, '[');
    QByteArray deepObjects;
    for (int i = 0; i < 100'000; ++i)
        deepObjects += R"({"a":)";
    QTest::newRow("a hundred thousand objects deep") << deepObjects;
    QTest::newRow("deep, and closed again")
        << QByteArray(R"({"models":)") + QByteArray(100'000, '[') + QByteArray(100'000, ']') + "}";
}

void ChannelApiTest::refusesBody()
{
    QFETCH(QByteArray, body);
    AdminClient client;
    client.service.channelList = {stored()};
    for (const Answer &answer :
         {client.call("POST", "/api/channel/", body), client.call("PUT", "/api/channel/7", body)}) {
        QCOMPARE(answer.status, 400);
        QVERIFY2(answer.message().startsWith(QLatin1String("the body must be a JSON object")),
                 qPrintable(answer.message()));
    }
}

void ChannelApiTest::search_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("found");
    QTest::newRow("by name, in any case") << QByteArray("?keyword=WOR") << 1;
    QTest::newRow("by model") << QByteArray("?keyword=claude-b") << 1;
    QTest::newRow("by type") << QByteArray("?keyword=ollama") << 1;
    QTest::newRow("by base URL") << QByteArray("?keyword=llm.example%2Fv1") << 1;
    QTest::newRow("by id") << QByteArray("?keyword=7") << 1;
    QTest::newRow("percent-encoded UTF-8") << QByteArray("?keyword=h%C3%B6me") << 1;
    QTest::newRow("plus is a blank") << QByteArray("?keyword=at+h") << 1;
    QTest::newRow("nothing is all") << QByteArray("?keyword=") << 2;
    QTest::newRow("no keyword is all") << QByteArray() << 2;
    QTest::newRow("never by key") << QByteArray("?keyword=sk-first") << 0;
}

void ChannelApiTest::search()
{
    QFETCH(QByteArray, query);
    AdminClient client;
    client.service.channelList = {stored(),
                                  {.id = 18, .name = "at h\xc3\xb6me", .type = model::ChannelType::Ollama}};
    const Answer answer = client.get("/api/channel/search" + query);
    QVERIFY(answer.success());
    QTEST(static_cast<int>(answer.data().toArray().size()), "found");
}

void ChannelApiTest::removeTwice()
{
    AdminClient client;
    client.service.channelList = {stored()};
    QCOMPARE(client.call("DELETE", "/api/channel/7/").status, 200);
    QVERIFY(client.service.channelList.empty());
    QCOMPARE(client.call("DELETE", "/api/channel/7/").status, 404);
    QCOMPARE(client.get("/api/channel/7").status, 404);
}

void ChannelApiTest::testTellsWhatTheUpstreamSaid()
{
    AdminClient client;
    client.service.testResult = {.status = 200, .elapsedUs = 12'340, .message = "hi"};
    const Answer fine = client.get("/api/channel/test/7?model=gpt-4o");
    QCOMPARE(fine.status, 200);
    QVERIFY(fine.success());
    QCOMPARE(fieldOf(fine, "elapsed_ms").toDouble(), 12.34);
    QCOMPARE(client.service.question.model, std::string("gpt-4o"));

    client.service.testResult = {.status = 401, .elapsedUs = 5, .message = "invalid key"};
    const Answer refused = client.get("/api/channel/test/7");
    QCOMPARE(refused.status, 502);
    QVERIFY(!refused.success());
    QCOMPARE(refused.message(), QStringLiteral("invalid key"));
    QCOMPARE(fieldOf(refused, "status").toInt(), 401);
    QCOMPARE(client.service.question.model, std::string());
}

void ChannelApiTest::upstreamModelsAreAList()
{
    AdminClient client;
    client.service.upstreamNames = {"gpt-4o", "o3"};
    QCOMPARE(client.get("/api/channel/models/7").data().toArray(),
             (QJsonArray{QStringLiteral("gpt-4o"), QStringLiteral("o3")}));
}

void ChannelApiTest::failureOfTheService_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("status");
    QTest::newRow("not found") << ErrorKind::NotFound << 404;
    QTest::newRow("name taken") << ErrorKind::Conflict << 409;
    QTest::newRow("bad request") << ErrorKind::BadRequest << 400;
    QTest::newRow("the database") << ErrorKind::Storage << 500;
    QTest::newRow("an upstream that is silent") << ErrorKind::UpstreamSilent << 504;
    QTest::newRow("an upstream that refuses") << ErrorKind::UpstreamRefused << 502;
    QTest::newRow("not now") << ErrorKind::Unavailable << 503;
}

void ChannelApiTest::failureOfTheService()
{
    QFETCH(ErrorKind, kind);
    QFETCH(int, status);
    AdminClient client;
    client.service.failure = Error{kind, QStringLiteral("what \"happened\"")};
    for (const Answer &answer :
         {client.get("/api/channel/"), client.get("/api/channel/7"), client.get("/api/channel/test/7"),
          client.get("/api/channel/models/7"), client.call("DELETE", "/api/channel/7"),
          client.call("POST", "/api/channel/", R"({"name":"n"})"),
          client.call("PUT", "/api/channel/7", R"({"name":"n"})")}) {
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.message(), QStringLiteral("what \"happened\""));
    }
}

QTEST_GUILESS_MAIN(ChannelApiTest)
#include "tst_channel_api.moc"
