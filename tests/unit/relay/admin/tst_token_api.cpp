// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace relay;

static const QByteArray kKey("0123456789abcdefghij");
static const QByteArray kMask("012****ghij");

static QJsonValue fieldOf(const Answer &answer, const char *name)
{
    return answer.data().toObject().value(QLatin1String(name));
}

// /api/token/
class TokenApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void keyIsFullOnlyOnceCreated();
    void ownKeyIsTaken();
    void createReadsEveryField();
    void quotaMakesANewTokenLimited_data();
    void quotaMakesANewTokenLimited();
    void putChangesOnlyWhatItHas_data();
    void putChangesOnlyWhatItHas();
    void quotasKeepAllTheirDigits_data();
    void quotasKeepAllTheirDigits();
    void refuses_data();
    void refuses();
    void searchAndRemove();
};

static model::Token stored()
{
    return {.id = 7,
            .name = "editor",
            .key = kKey.toStdString(),
            .remainQuota = 500,
            .usedQuota = 20,
            .unlimitedQuota = false,
            .expiredTime = 1'900'000'000,
            .models = {"gpt-4o"},
            .subnet = "10.0.0.0/8"};
}

void TokenApiTest::keyIsFullOnlyOnceCreated()
{
    AdminClient client;
    const Answer created = client.call("POST", "/api/token/", R"({"name":"editor"})");
    QCOMPARE(created.status, 200);
    const QString key = fieldOf(created, "key").toString();
    QCOMPARE(key.toStdString(), client.service.tokenList.at(0).key);
    QCOMPARE(fieldOf(created, "unlimited_quota"), QJsonValue(true));
    QCOMPARE(fieldOf(created, "expired_time").toInteger(), -1);
    const QByteArray id = QByteArray::number(fieldOf(created, "id").toInteger());
    for (const Answer &later : {client.get("/api/token/"), client.get("/api/token/" + id),
                                client.get("/api/token/search?keyword=edit"),
                                client.call("PUT", "/api/token/" + id, R"({"name":"editor 2"})")}) {
        QCOMPARE(later.status, 200);
        QVERIFY(later.body.contains("****"));
        QVERIFY(!later.body.contains(key.toUtf8()));
    }
}

void TokenApiTest::ownKeyIsTaken()
{
    AdminClient client;
    QCOMPARE(client.call("POST", "/api/token/", R"({"name":"n","key":"sk-my_own-key1"})").status, 200);
    QCOMPARE(client.service.tokenList.at(0).key, std::string("my_own-key1"));
}

void TokenApiTest::createReadsEveryField()
{
    AdminClient client;
    const Answer created =
        client.call("POST", "/api/token", R"({"name":"n","remain_quota":12,"expired_time":1900000000,
        "unlimited_quota":false,"models":"gpt-4o, o3","subnet":"10.0.0.0/8,::1","status":2})");
    QCOMPARE(created.status, 200);
    const model::Token &token = client.service.tokenList.at(0);
    QCOMPARE(token.remainQuota, 12);
    QCOMPARE(token.expiredTime, 1'900'000'000);
    QVERIFY(!token.unlimitedQuota);
    QCOMPARE(token.models, (std::vector<std::string>{"gpt-4o", "o3"}));
    QCOMPARE(token.subnet, std::string("10.0.0.0/8,::1"));
    QVERIFY(!token.enabled);
    QCOMPARE(fieldOf(created, "models").toArray(),
             (QJsonArray{QStringLiteral("gpt-4o"), QStringLiteral("o3")}));
    QCOMPARE(fieldOf(created, "status").toInt(), 2);
}

void TokenApiTest::quotaMakesANewTokenLimited_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("unlimited");
    QTest::newRow("neither: unlimited") << QByteArray(R"({"name":"n"})") << true;
    QTest::newRow("a quota: limited") << QByteArray(R"({"name":"n","remain_quota":5})") << false;
    QTest::newRow("one-api's nulls: unlimited")
        << QByteArray(R"({"name":"n","remain_quota":null,"models":null,"subnet":null,"key":null})") << true;
    QTest::newRow("both, as said") << QByteArray(R"({"name":"n","remain_quota":5,"unlimited_quota":true})")
                                   << true;
}

void TokenApiTest::quotaMakesANewTokenLimited()
{
    QFETCH(QByteArray, body);
    AdminClient client;
    QCOMPARE(client.call("POST", "/api/token/", body).status, 200);
    QTEST(client.service.tokenList.at(0).unlimitedQuota, "unlimited");
}

void TokenApiTest::putChangesOnlyWhatItHas_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *name, const QByteArray &body, const char *field, const QByteArray &json) {
        QTest::newRow(name) << body << QByteArray(field) << json;
    };
    row("name", R"({"id":7,"name":"x"})", "name", R"("x")");
    row("status", R"({"id":7,"status":2})", "status", "2");
    row("quota", R"({"id":7,"remain_quota":-4})", "remain_quota", "-4");
    row("unlimited", R"({"id":7,"unlimited_quota":true})", "unlimited_quota", "true");
    row("never expires", R"({"id":7,"expired_time":-1})", "expired_time", "-1");
    row("all models", R"({"id":7,"models":""})", "models", "[]");
    row("no subnet", R"({"id":7,"subnet":""})", "subnet", R"("")");
    row("masked key: as it was", R"({"id":7,"name":"x","key":")" + kMask + R"("})", "name", R"("x")");
    row("used quota as it is", R"({"id":7,"name":"x","used_quota":20})", "name", R"("x")");
}

void TokenApiTest::putChangesOnlyWhatItHas()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, json);
    AdminClient client;
    client.service.tokenList = {stored()};
    QJsonObject expected = client.get("/api/token/7").data().toObject();
    expected.insert(QString::fromLatin1(field), QJsonDocument::fromJson("[" + json + "]").array().at(0));
    QVERIFY(expected != client.get("/api/token/7").data().toObject());
    const Answer changed = client.call("PUT", "/api/token/", body);
    QCOMPARE(changed.status, 200);
    QCOMPARE(changed.data().toObject(), expected);
    QCOMPARE(client.service.tokenList.at(0).key, kKey.toStdString());
    QCOMPARE(client.service.tokenList.at(0).usedQuota, 20);
}

void TokenApiTest::quotasKeepAllTheirDigits_data()
{
    QTest::addColumn<qint64>("quota");
    QTest::newRow("2^53 - 1") << qint64{9'007'199'254'740'991};
    QTest::newRow("2^53 + 1") << qint64{9'007'199'254'740'993};
    QTest::newRow("the largest") << qint64{1'000'000'000'000'000'000};
    QTest::newRow("the smallest") << qint64{-1'000'000'000'000'000'000};
}

void TokenApiTest::quotasKeepAllTheirDigits()
{
    QFETCH(qint64, quota);
    AdminClient client;
    client.service.tokenList = {stored()};
    const QByteArray digits = QByteArray::number(quota);
    const Answer changed = client.call("PUT", "/api/token/7", R"({"remain_quota":)" + digits + "}");
    QCOMPARE(changed.status, 200);
    QCOMPARE(client.service.tokenList.at(0).remainQuota, quota);
    QVERIFY2(changed.body.contains(QByteArray("\"remain_quota\":" + digits + ",")), changed.body.constData());
}

void TokenApiTest::refuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *name, const char *body, const char *field) {
        QTest::newRow(name) << QByteArray(body) << QByteArray(field);
    };
    row("no name", R"({"name":" "})", "name");
    row("a name that is a number", R"({"name":3})", "name");
    row("a quota with a fraction", R"({"name":"n","remain_quota":1.5})", "remain_quota");
    row("a quota as text", R"({"name":"n","remain_quota":"5"})", "remain_quota");
    row("a quota beyond 64 bits", R"({"name":"n","remain_quota":9223372036854775808})", "remain_quota");
    row("a quota above the largest", R"({"name":"n","remain_quota":1000000000000000001})", "remain_quota");
    row("a quota below the smallest", R"({"name":"n","remain_quota":-1000000000000000001})", "remain_quota");
    row("a quota below 64 bits", R"({"name":"n","remain_quota":-9223372036854775809})", "remain_quota");
    row("unlimited as a number", R"({"name":"n","unlimited_quota":1})", "unlimited_quota");
    row("expiry in milliseconds", R"({"name":"n","expired_time":1900000000000})", "expired_time");
    row("expiry 0", R"({"name":"n","expired_time":0})", "expired_time");
    row("expiry -2", R"({"name":"n","expired_time":-2})", "expired_time");
    row("models as an object", R"({"name":"n","models":{}})", "models");
    row("a model that is a number", R"({"name":"n","models":["a",1]})", "models");
    row("no subnet", R"({"name":"n","subnet":"10.0.0.0/64"})", "subnet");
    row("status 3", R"({"name":"n","status":3})", "status");
    row("status as a bool", R"({"name":"n","status":true})", "status");
    row("a short key", R"({"name":"n","key":"abc"})", "key");
    row("a mask of no key", R"({"name":"n","key":"abc****wxyz"})", "key");
    row("a key with a blank", R"({"name":"n","key":"abcdefgh ijkl"})", "key");
}

void TokenApiTest::refuses()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, field);
    AdminClient client;
    const Answer created = client.call("POST", "/api/token/", body);
    QCOMPARE(created.status, 400);
    QVERIFY2(created.message().startsWith(QString::fromLatin1(field) + QStringLiteral(" must be ")),
             qPrintable(created.message()));
    QVERIFY(client.service.tokenList.empty());

    client.service.tokenList = {stored()};
    QCOMPARE(client.call("PUT", "/api/token/7", body).status, 400);
    QCOMPARE(client.service.tokenList.at(0).name, std::string("editor"));
}

void TokenApiTest::searchAndRemove()
{
    AdminClient client;
    model::Token other = stored();
    other.id = 8;
    other.name = "script";
    client.service.tokenList = {stored(), other};
    QCOMPARE(client.get("/api/token/search?keyword=SCR").data().toArray().size(), 1);
    QCOMPARE(client.get("/api/token/search").data().toArray().size(), 2);
    QCOMPARE(client.call("DELETE", "/api/token/7").status, 200);
    QCOMPARE(client.service.tokenList.size(), std::size_t{1});
    QCOMPARE(client.call("DELETE", "/api/token/7").status, 404);
    QCOMPARE(client.call("PUT", "/api/token/7", R"({"name":"x"})").status, 404);
    QCOMPARE(client.get("/api/token/7").status, 404);
}

QTEST_GUILESS_MAIN(TokenApiTest)
#include "tst_token_api.moc"
