// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QJsonDocument>
#include <QTest>

using namespace relay;

namespace {

model::Token token()
{
    model::Token stored;
    stored.id = 7;
    stored.name = "editor";
    stored.key = "0123456789abcdef";
    stored.usedQuota = 20;
    return stored;
}

model::Channel channel()
{
    model::Channel stored;
    stored.id = 7;
    stored.name = "work";
    stored.usedQuota = 30;
    return stored;
}

} // namespace

// What a body says and no route understands: it is refused rather than dropped.
class UnknownFieldsTest final : public QObject
{
    Q_OBJECT

private slots:
    void isNamed_data();
    void isNamed();
    void thoseOfTheRelayAreNotForWriting_data();
    void thoseOfTheRelayAreNotForWriting();
    void whatAsksForNothingIsTaken_data();
    void whatAsksForNothingIsTaken();
    void whatWasReadMayBeSentBack();

private:
    static void fill(AdminClient &client)
    {
        client.service.channelList = {channel()};
        client.service.tokenList = {token()};
    }
};

void UnknownFieldsTest::isNamed_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("fields");
    const auto row = [](const char *method, const char *path, const char *fields) {
        QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path) << QByteArray(fields);
    };
    row("POST", "/api/channel/", R"("name":"n")");
    row("PUT", "/api/channel/7", R"("weight":2)");
    row("POST", "/api/channel/test", R"("type":"demo","models":["m"])");
    row("POST", "/api/channel/models", R"("id":7)");
    row("POST", "/api/token/", R"("name":"n")");
    row("PUT", "/api/token/", R"("id":7,"status":2)");
    row("PUT", "/api/price/m", R"("input":1,"output":2)");
    row("POST", "/api/price/", R"("model":"m","input":1,"output":2)");
    row("POST", "/api/option/undo", R"("entry":1)");
    row("POST", "/api/option/guard", R"("entry":1)");
    row("POST", "/api/secret/", R"("place":"file")");
    row("POST", "/api/traffic/try_listen", R"("port":3000)");
    row("POST", "/api/import/", R"("file":"/a.db","dry_run":true)");
    row("POST", "/api/database/restore", R"("file":"a.db")");
}

void UnknownFieldsTest::isNamed()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, fields);
    AdminClient client;
    fill(client);
    const Answer answer = client.call(method.constData(), path, "{" + fields + ",\"misspelt\":1}");
    QCOMPARE(answer.status, 400);
    QVERIFY2(
        answer.message().startsWith(QStringLiteral("misspelt is no field of this request, which takes ")),
        qPrintable(answer.message()));
    QCOMPARE(client.service.channelList.size(), std::size_t{1});
    QCOMPARE(client.service.tokenList.size(), std::size_t{1});
    QVERIFY(client.service.tokenList.at(0).enabled);
}

void UnknownFieldsTest::thoseOfTheRelayAreNotForWriting_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *method, const char *path, const char *body,
                        const char *message) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << QByteArray(body)
                            << QString::fromLatin1(message);
    };
    row("a token's used quota", "PUT", "/api/token/7", R"({"used_quota":21})",
        "used_quota must be left out: the relay counts it");
    row("a channel's used quota", "PUT", "/api/channel/7", R"({"used_quota":0})",
        "used_quota must be left out: the relay counts it");
    row("a new token's id", "POST", "/api/token/", R"({"name":"n","id":9})",
        "id must be left out of what is new: it gets one of its own");
    row("a new channel's id", "POST", "/api/channel/", R"({"name":"n","id":9})",
        "id must be left out of what is new: it gets one of its own");
    row("a price's source", "PUT", "/api/price/m", R"({"input":1,"output":2,"source":"built-in"})",
        "source must be left out: a price that is changed is your own");
}

void UnknownFieldsTest::thoseOfTheRelayAreNotForWriting()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    AdminClient client;
    fill(client);
    const Answer answer = client.call(method.constData(), path, body);
    QCOMPARE(answer.status, 400);
    QTEST(answer.message(), "message");
}

void UnknownFieldsTest::whatAsksForNothingIsTaken_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("fields");
    QTest::newRow("empty ones") << QByteArray("/api/channel/")
                                << QByteArray(R"("tag":"","setting":{},"other":null,"list":[])");
    QTest::newRow("a channel's of one-api")
        << QByteArray("/api/channel/") << QByteArray(R"("group":"default","created_time":1,"balance":0)");
    QTest::newRow("a token's of one-api")
        << QByteArray("/api/token/") << QByteArray(R"("user_id":1,"accessed_time":1,"group":"default")");
    QTest::newRow("id 0") << QByteArray("/api/token/") << QByteArray(R"("id":0,"used_quota":0)");
}

void UnknownFieldsTest::whatAsksForNothingIsTaken()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, fields);
    AdminClient client;
    const Answer answer = client.call("POST", path, R"({"name":"n",)" + fields + "}");
    QVERIFY2(answer.status == 200, answer.body.constData());
}

void UnknownFieldsTest::whatWasReadMayBeSentBack()
{
    AdminClient client;
    fill(client);
    for (const char *path : {"/api/channel/7", "/api/token/7"}) {
        const QJsonValue read = client.get(path).data();
        const Answer answer =
            client.call("PUT", path, QJsonDocument(read.toObject()).toJson(QJsonDocument::Compact));
        QVERIFY2(answer.status == 200, answer.body.constData());
        QCOMPARE(answer.data(), read);
    }
}

QTEST_GUILESS_MAIN(UnknownFieldsTest)
#include "tst_unknown_fields.moc"
