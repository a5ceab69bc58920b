// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>

using namespace relay;

static const std::string kFirstKey("sk-first-0123456789");
static const std::string kSecondKey("sk-second-0123456789");

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

// Of one channel: the service holds the first, the others wait for their turn.
struct ThreeEdits
{
    bool begin()
    {
        client.service.channelList = {stored()};
        client.service.holding = true;
        first = put(R"({"weight":70})");
        if (!QTest::qWaitFor([this] { return client.service.held.size() == 1; }))
            return false;
        second = put(R"({"weight":71})");
        third = put(R"({"priority":80})");
        return QTest::qWaitFor([this] { return client.handler.liveCount() == 3; });
    }
    std::unique_ptr<QTcpSocket> put(const QByteArray &body)
    {
        return client.open(AdminClient::requestText("PUT", "/api/channel/7", body));
    }

    AdminClient client;
    std::unique_ptr<QTcpSocket> first;
    std::unique_ptr<QTcpSocket> second;
    std::unique_ptr<QTcpSocket> third;
};

// PUT /api/channel/: what it changes, and what stays as it was.
class ChannelEditTest final : public QObject
{
    Q_OBJECT

private slots:
    void secretsAreMasked();
    void putChangesOnlyWhatItHas_data();
    void putChangesOnlyWhatItHas();
    void keysOfAnEdit_data();
    void keysOfAnEdit();
    void maskedHeaderAndProxyStay();
    void idOfAnEdit_data();
    void idOfAnEdit();
    void editsTakeTurns();
    void editOfAClientThatLeavesGivesItsTurnOn();
    void editOfAClientThatHasLeftKeepsItsTurn();
};

void ChannelEditTest::secretsAreMasked()
{
    AdminClient client;
    client.service.channelList = {stored()};
    for (const Answer &answer : {client.get("/api/channel/"), client.get("/api/channel/7"),
                                 client.get("/api/channel/search?keyword=work"),
                                 client.call("PUT", "/api/channel/", R"({"id":7,"weight":6})")}) {
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.contains(R"("key":"sk-****6789\nsk-****6789")"));
        QVERIFY(answer.body.contains("socks5://me:****@proxy.example:1080"));
        QVERIFY(answer.body.contains(R"("X-Api-Token":"012****efgh")"));
        QVERIFY(answer.body.contains(R"("X-Org":"42")"));
        QVERIFY(!answer.body.contains("first"));
        QVERIFY(!answer.body.contains("secret"));
    }
}

void ChannelEditTest::putChangesOnlyWhatItHas_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *field, const char *value, const char *json) {
        QTest::newRow(field) << QByteArray("\"") + field + "\":" + value << QByteArray(field)
                             << QByteArray(json);
    };
    row("name", R"("other")", R"("other")");
    row("type", "1", R"("openai")");
    row("base_url", R"("")", R"("")");
    row("models", "[]", "[]");
    row("model_mapping", R"("")", "{}");
    row("priority", "0", "0");
    row("weight", "0", "0");
    row("status", "2", "2");
    row("proxy", R"("")", R"("")");
    row("headers", "{}", "{}");
    row("key", R"("")", R"("")");
}

void ChannelEditTest::putChangesOnlyWhatItHas()
{
    QFETCH(QByteArray, change);
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, json);
    AdminClient client;
    client.service.channelList = {stored()};
    QJsonObject expected = client.get("/api/channel/7").data().toObject();
    const QJsonValue value = QJsonDocument::fromJson("[" + json + "]").array().at(0);
    QVERIFY(expected.value(QString::fromLatin1(field)) != value);
    expected.insert(QString::fromLatin1(field), value);
    const Answer changed = client.call("PUT", "/api/channel/7", "{" + change + "}");
    QCOMPARE(changed.status, 200);
    QCOMPARE(changed.data().toObject(), expected);
}

void ChannelEditTest::keysOfAnEdit_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<std::vector<std::string>>("keys");
    using Keys = std::vector<std::string>;
    const QByteArray mask("sk-****6789");
    QTest::newRow("what a GET answered changes nothing")
        << mask + "\\n" + mask << Keys{kFirstKey, kSecondKey};
    QTest::newRow("one mask keeps the first that it fits") << mask << Keys{kFirstKey};
    QTest::newRow("a mask and a new key") << mask + "\\nk-new" << Keys{kFirstKey, "k-new"};
    QTest::newRow("a new key") << QByteArray("k-new") << Keys{"k-new"};
    QTest::newRow("none") << QByteArray("") << Keys{};
}

void ChannelEditTest::keysOfAnEdit()
{
    QFETCH(QByteArray, key);
    AdminClient client;
    client.service.channelList = {stored()};
    QCOMPARE(client.call("PUT", "/api/channel/7", R"({"key":")" + key + R"("})").status, 200);
    QTEST(client.service.channelList.at(0).keys, "keys");
}

void ChannelEditTest::maskedHeaderAndProxyStay()
{
    AdminClient client;
    client.service.channelList = {stored()};
    const QJsonObject asRead = client.get("/api/channel/7").data().toObject();
    QCOMPARE(client.call("PUT", "/api/channel/", QJsonDocument(asRead).toJson()).status, 200);
    QCOMPARE(client.service.channelList.at(0).proxy, stored().proxy);
    model::StringPairs headers = client.service.channelList.at(0).headers;
    std::ranges::sort(headers);
    model::StringPairs before = stored().headers;
    std::ranges::sort(before);
    QCOMPARE(headers, before);
    QCOMPARE(client.service.channelList.at(0).keys, stored().keys);
}

void ChannelEditTest::idOfAnEdit_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *path, const char *body, int status) {
        QTest::newRow(name) << QByteArray(path) << QByteArray(body) << status;
    };
    row("in the path", "/api/channel/7", R"({"name":"x"})", 200);
    row("in the body", "/api/channel/", R"({"id":7,"name":"x"})", 200);
    row("in both, the same", "/api/channel/7/", R"({"id":7,"name":"x"})", 200);
    row("in both, not the same", "/api/channel/7", R"({"id":8,"name":"x"})", 400);
    row("in neither", "/api/channel/", R"({"name":"x"})", 400);
    row("as text", "/api/channel/", R"({"id":"7","name":"x"})", 400);
    row("of no channel", "/api/channel/8", R"({"name":"x"})", 404);
}

void ChannelEditTest::idOfAnEdit()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    AdminClient client;
    client.service.channelList = {stored()};
    const Answer answer = client.call("PUT", path, body);
    QTEST(answer.status, "status");
    QCOMPARE(client.service.channelList.at(0).name, std::string(answer.status == 200 ? "x" : "work"));
}

void ChannelEditTest::editsTakeTurns()
{
    AdminClient client;
    client.service.channelList = {stored()};
    client.service.holding = true;
    const auto first = client.open(AdminClient::requestText("PUT", "/api/channel/7", R"({"weight":70})"));
    QTRY_COMPARE(client.service.held.size(), std::size_t{1});
    const auto second = client.open(AdminClient::requestText("PUT", "/api/channel/7", R"({"priority":80})"));
    QTRY_COMPARE(client.handler.liveCount(), std::size_t{2});
    QCOMPARE(client.service.held.size(), std::size_t{1}); // the second has not read yet
    client.service.holding = false;
    client.service.release();
    QCOMPARE(client.read(*first).status, 200);
    QCOMPARE(client.read(*second).status, 200);
    QCOMPARE(client.service.channelList.at(0).weight, 70);
    QCOMPARE(client.service.channelList.at(0).priority, 80);
}

void ChannelEditTest::editOfAClientThatLeavesGivesItsTurnOn()
{
    ThreeEdits edits;
    QVERIFY(edits.begin());
    AdminClient &client = edits.client;
    edits.second.reset();
    QTRY_COMPARE(client.handler.liveCount(), std::size_t{2});
    client.service.holding = false;
    edits.first.reset();
    client.service.release();
    QCOMPARE(client.read(*edits.third).status, 200);
    QCOMPARE(client.service.channelList.at(0).priority, 80);
    QCOMPARE(client.service.channelList.at(0).weight, 70);
    QCOMPARE(client.handler.liveCount(), std::size_t{0});
}

// The service may be about to store it: who read now would save the object as it was.
void ChannelEditTest::editOfAClientThatHasLeftKeepsItsTurn()
{
    ThreeEdits edits;
    QVERIFY(edits.begin());
    AdminClient &client = edits.client;
    edits.first.reset();
    edits.second.reset(); // is seen after the first
    QTRY_COMPARE(client.handler.liveCount(), std::size_t{2});
    QCOMPARE(client.service.held.size(), std::size_t{1}); // the third has not read yet
    client.service.holding = false;
    client.service.release();
    QCOMPARE(client.read(*edits.third).status, 200);
    QCOMPARE(client.service.channelList.at(0).weight, 70);
}

QTEST_GUILESS_MAIN(ChannelEditTest)
#include "tst_channel_edit.moc"
