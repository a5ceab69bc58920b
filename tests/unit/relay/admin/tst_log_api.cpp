// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/admin_client.h"

#include <QJsonArray>
#include <QTest>

#include <functional>

using namespace relay;

using Check = std::function<bool(const api::UsageQuery &)>;
Q_DECLARE_METATYPE(Check)

// /api/log/
class LogApiTest final : public QObject
{
    Q_OBJECT

private slots:
    void filter_data();
    void filter();
    void refuses_data();
    void refuses();
    void rowHasTheContractsFields();
    void unknownFiguresAreNull();
    void nextLeadsOn();
    void statSums();
    void failureOfTheService();
};

void LogApiTest::filter_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<Check>("check");
    const auto row = [](const char *name, const char *query, Check check) {
        QTest::newRow(name) << QByteArray(query) << std::move(check);
    };
    using Query = api::UsageQuery;
    row("nothing: the newest fifty", "", [](const Query &q) {
        return q.limit == 50 && q.cursor == 0 && q.startMs == 0 && q.endMs == 0 && q.model.empty() &&
               !q.tokenId && q.tokenName.empty() && !q.channelId && q.channelName.empty() && !q.status &&
               q.slowerThanUs == -1;
    });
    row("empty values filter nothing", "?limit=&cursor=&start=&end=&model=&token=&channel=&status=&slow=",
        [](const Query &q) { return q.limit == 50 && !q.status && !q.channelId && q.slowerThanUs == -1; });
    row("limit", "?limit=1000", [](const Query &q) { return q.limit == 1000; });
    row("cursor beyond 2^53", "?cursor=9007199254740993",
        [](const Query &q) { return q.cursor == 9'007'199'254'740'993; });
    row("cursor below 0: of imported rows", "?cursor=-5", [](const Query &q) { return q.cursor == -5; });
    row("times", "?start=1700000000000&end=1700000001000",
        [](const Query &q) { return q.startMs == 1'700'000'000'000 && q.endMs == 1'700'000'001'000; });
    row("model", "?model=org%2Fllama+3", [](const Query &q) { return q.model == "org/llama 3"; });
    row("token by id, or a name that is a number", "?token=12",
        [](const Query &q) { return q.tokenId == 12 && q.tokenName == "12"; });
    row("token by name", "?token=editor",
        [](const Query &q) { return !q.tokenId && q.tokenName == "editor"; });
    row("channel by id, or a name that is a number", "?channel=9",
        [](const Query &q) { return q.channelId == 9 && q.channelName == "9"; });
    row("channel by name, removed or not", "?channel=gone",
        [](const Query &q) { return !q.channelId && q.channelName == "gone"; });
    row("status", "?status=499", [](const Query &q) { return q.status == 499; });
    row("all of 4xx", "?status=4xx", [](const Query &q) { return q.status == 4; });
    row("what has failed", "?status=failed", [](const Query &q) { return q.status == 0; });
    row("slow by the setting", "?slow=1", [](const Query &q) { return q.slowerThanUs == 10'000'000; });
    row("slow as a word", "?slow=true", [](const Query &q) { return q.slowerThanUs == 10'000'000; });
    row("slow by milliseconds", "?slow=250", [](const Query &q) { return q.slowerThanUs == 250'000; });
    row("not slow", "?slow=false", [](const Query &q) { return q.slowerThanUs == -1; });
    row("all at once", "?channel=work&limit=2&status=200&model=m&slow=5", [](const Query &q) {
        return q.channelName == "work" && q.limit == 2 && q.status == 200 && q.model == "m" &&
               q.slowerThanUs == 5000;
    });
}

void LogApiTest::filter()
{
    QFETCH(QByteArray, query);
    QFETCH(Check, check);
    AdminClient client;
    for (const char *path : {"/api/log/", "/api/log/stat"}) {
        client.service.lastQuery.limit = -1;
        QCOMPARE(client.get(path + query).status, 200);
        QVERIFY(check(client.service.lastQuery));
    }
}

void LogApiTest::refuses_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const char *query, const char *field) {
        QTest::newRow(name) << QByteArray(query) << QString::fromLatin1(field);
    };
    row("limit 0", "?limit=0", "limit");
    row("limit 1001", "?limit=1001", "limit");
    row("limit as a word", "?limit=all", "limit");
    row("a cursor that is no number", "?cursor=--1", "cursor");
    row("a start below 0", "?start=-1", "start");
    row("cursor beyond 64 bits", "?cursor=9223372036854775808", "cursor");
    row("a date", "?start=2026-01-01", "start");
    row("an end with a fraction", "?end=1.5", "end");
    row("an end before the start", "?start=20&end=10", "end");
    row("status as a word", "?status=ok", "status");
    row("status 1", "?status=1", "status");
    row("no such hundred", "?status=6xx", "status");
    row("slow as another word", "?slow=very", "slow");
    row("slow beyond 64 bits", "?slow=9223372036854775807", "slow");
}

void LogApiTest::refuses()
{
    QFETCH(QByteArray, query);
    QFETCH(QString, field);
    AdminClient client;
    for (const char *path : {"/api/log/", "/api/log/stat"}) {
        const Answer answer = client.get(path + query);
        QCOMPARE(answer.status, 400);
        QVERIFY2(answer.message().startsWith(field + QStringLiteral(" must be ")),
                 qPrintable(answer.message()));
    }
}

static api::UsageRow row()
{
    api::UsageRow row;
    row.id = 9'007'199'254'740'993;
    row.tokenName = "editor";
    row.channelName = "work";
    row.record = {.createdAtMs = 1'700'000'000'123,
                  .requestId = 0xabc,
                  .tokenId = 2,
                  .channelId = 4,
                  .model = "gpt-4o",
                  .upstreamModel = "gpt-4o-2024",
                  .endpoint = "/v1/chat/completions",
                  .stream = true,
                  .status = 200,
                  .failed = true,
                  .usage = {.prompt = 10, .completion = 20, .cached = 3, .reasoning = 4},
                  .costUsd = 0.25,
                  .quota = 125'000,
                  .elapsedUs = 1'234'500,
                  .ttftUs = 250'500,
                  .overheadUs = 321,
                  .attempts = {{.channelId = 3, .status = 503, .elapsedUs = 1500, .error = "busy"},
                               {.channelId = 4, .status = 200, .elapsedUs = 9000}}};
    return row;
}

void LogApiTest::rowHasTheContractsFields()
{
    AdminClient client;
    client.service.page = {{row()}, 0};
    const Answer answer = client.get("/api/log/");
    const QJsonArray items = answer.data().toObject().value(QLatin1String("items")).toArray();
    QCOMPARE(items.size(), 1);
    const QJsonObject item = items.at(0).toObject();
    const auto value = [&](const char *name) { return item.value(QLatin1String(name)); };
    QCOMPARE(value("id").toInteger(), 9'007'199'254'740'993);
    QVERIFY(answer.body.contains("\"id\":9007199254740993"));
    QCOMPARE(value("created_at").toInteger(), 1'700'000'000'123);
    QCOMPARE(value("request_id").toString(), QStringLiteral("0000000000000abc"));
    QCOMPARE(value("token_name").toString(), QStringLiteral("editor"));
    QCOMPARE(value("channel_id").toInteger(), 4);
    QCOMPARE(value("channel_name").toString(), QStringLiteral("work"));
    QCOMPARE(value("model").toString(), QStringLiteral("gpt-4o"));
    QCOMPARE(value("upstream_model").toString(), QStringLiteral("gpt-4o-2024"));
    QCOMPARE(value("endpoint").toString(), QStringLiteral("/v1/chat/completions"));
    QCOMPARE(value("is_stream"), QJsonValue(true));
    QCOMPARE(value("status").toInt(), 200);
    QCOMPARE(value("failed"), QJsonValue(true));
    QCOMPARE(value("error").toString(), QString());
    QCOMPARE(value("prompt_tokens").toInteger(), 10);
    QCOMPARE(value("completion_tokens").toInteger(), 20);
    QCOMPARE(value("cached_tokens").toInteger(), 3);
    QCOMPARE(value("reasoning_tokens").toInteger(), 4);
    QCOMPARE(value("cost_usd").toDouble(), 0.25);
    QCOMPARE(value("elapsed_ms").toDouble(), 1234.5);
    QCOMPARE(value("ttft_ms").toDouble(), 250.5);
    QCOMPARE(value("overhead_us").toInteger(), 321);
    const QJsonObject busy{{QStringLiteral("channel_id"), 3},
                           {QStringLiteral("status"), 503},
                           {QStringLiteral("error"), QStringLiteral("busy")},
                           {QStringLiteral("elapsed_ms"), 1.5}};
    QCOMPARE(value("attempts").toArray().size(), 2);
    QCOMPARE(value("attempts").toArray().at(0).toObject(), busy);
}

void LogApiTest::unknownFiguresAreNull()
{
    AdminClient client;
    client.service.page = {{{.id = 1}}, 0};
    const QJsonObject item =
        client.get("/api/log/").data().toObject().value(QLatin1String("items")).toArray().at(0).toObject();
    for (const char *name :
         {"prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens", "cost_usd", "ttft_ms"}) {
        QVERIFY2(item.contains(QLatin1String(name)), name);
        QVERIFY2(item.value(QLatin1String(name)).isNull(), name);
    }
}

void LogApiTest::nextLeadsOn()
{
    AdminClient client;
    const auto next = [&] { return client.get("/api/log/").data().toObject().value(QLatin1String("next")); };
    client.service.page.next = 9'007'199'254'740'993;
    QCOMPARE(next().toInteger(), 9'007'199'254'740'993);
    client.service.page.next = 0;
    QVERIFY(next().isNull());
}

void LogApiTest::statSums()
{
    AdminClient client;
    client.service.sums = {.requests = 9,
                           .failed = 2,
                           .promptTokens = 100,
                           .completionTokens = 50,
                           .quota = 9'007'199'254'740'993,
                           .costUsd = 1.5};
    const QJsonObject expected{{QStringLiteral("requests"), 9},
                               {QStringLiteral("failed"), 2},
                               {QStringLiteral("prompt_tokens"), 100},
                               {QStringLiteral("completion_tokens"), 50},
                               {QStringLiteral("quota"), QJsonValue(qint64{9'007'199'254'740'993})},
                               {QStringLiteral("cost_usd"), 1.5},
                               {QStringLiteral("waiting"), 0}};
    QCOMPARE(client.get("/api/log/stat").data().toObject(), expected);
}

void LogApiTest::failureOfTheService()
{
    AdminClient client;
    client.service.failure = Error{ErrorKind::Storage, QStringLiteral("the database is locked")};
    for (const char *path : {"/api/log/", "/api/log/stat", "/api/log/?channel=work"}) {
        const Answer answer = client.get(path);
        QCOMPARE(answer.status, 500);
        QCOMPARE(answer.message(), QStringLiteral("the database is locked"));
    }
}

QTEST_GUILESS_MAIN(LogApiTest)
#include "tst_log_api.moc"
