// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/captured_log.h"
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QTest>

#include <chrono>
#include <optional>

using namespace tests;
using relay::Result;

Q_DECLARE_METATYPE(tests::FakeUpstream::Script)

// What two ways of asking tell of the same exchange: the metrics and the ledger. And what a question to a
// channel tells of its upstream.
class FiguresAgreeTest final : public QObject
{
    Q_OBJECT

private slots:
    void failedIsTheSameInMetricsAndLedger_data();
    void failedIsTheSameInMetricsAndLedger();
    void aKeyInAnUnknownPathIsNotKept();
    void aKeyInAKnownPathIsNotKept();
    void strangersRowsAreBounded();
    void aListThatFailsShowsNoKey_data();
    void aListThatFailsShowsNoKey();
};

void FiguresAgreeTest::failedIsTheSameInMetricsAndLedger_data()
{
    QTest::addColumn<FakeUpstream::Script>("script");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("failed");
    const QByteArray chat = "/v1/chat/completions";
    QTest::newRow("an answer") << scripts::chat() << chat << 0;
    QTest::newRow("an upstream's own 404") << scripts::errorAnswer(404, "no such model") << chat << 0;
    QTest::newRow("an upstream's own 422") << scripts::errorAnswer(422, "no such field") << chat << 0;
    QTest::newRow("an upstream's 500") << scripts::errorAnswer(500, "oops") << chat << 1;
    QTest::newRow("an upstream's 429")
        << scripts::errorAnswer(429, "slow down", "Retry-After: 7\r\n") << chat << 1;
    QTest::newRow("a path that is none") << scripts::chat() << QByteArray("/v1/nothing") << 1;
}

void FiguresAgreeTest::failedIsTheSameInMetricsAndLedger()
{
    QFETCH(const FakeUpstream::Script, script);
    QFETCH(const QByteArray, path);
    QFETCH(const int, failed);
    FakeUpstream upstream(script);
    RelayFixture relay;
    QVERIFY(relay.add("one", upstream.baseUrl()) != 0);
    QVERIFY(relay.client().exchange("POST", path.toStdString(), chatRequest()).status > 0);
    std::optional<Result<relay::api::UsageStat>> stat;
    QObject context;
    relay.core().usageStat({}, &context, [&](const Result<relay::api::UsageStat> &sums) { stat = sums; });
    QTRY_VERIFY(stat);
    QVERIFY(*stat);
    QCOMPARE((*stat)->requests, std::int64_t{1});
    QCOMPARE((*stat)->failed, std::int64_t{failed});
    QCOMPARE(relay.core().metrics().totalFailed, static_cast<std::uint64_t>(failed));
}

void FiguresAgreeTest::aKeyInAnUnknownPathIsNotKept()
{
    RelayFixture relay;
    const HttpReply reply = relay.client().exchange("GET", "/v1/unknown/sk-0123456789secret", {});
    QCOMPARE(reply.status, 404);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].record.endpoint, std::string("/v1/***/***"));
    QVERIFY2(rows[0].record.error.find("secret") == std::string::npos, rows[0].record.error.c_str());
}

void FiguresAgreeTest::aKeyInAKnownPathIsNotKept()
{
    const CapturedLog log;
    FakeUpstream upstream([](UpstreamCall &call) {
        call.pause(std::chrono::milliseconds(20));
        scripts::chat()(call);
    });
    RelayFixture relay{{"SLOW_REQUEST_THRESHOLD_MS", "1"}};
    QVERIFY(relay.add("one", upstream.baseUrl()) != 0);
    QCOMPARE(relay.client().exchange("GET", "/v1/responses/sk-proj-planted0123").status, 200);
    const std::string wrong = R"({"model":"sk-proj-planted0123","messages":[]})";
    QCOMPARE(relay.client().exchange("POST", "/v1/chat/completions", wrong).status, 400);
    const auto rows = relay.rows();
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[1].record.endpoint, std::string("/v1/responses/***"));
    for (const auto &row : rows) {
        const relay::model::UsageRecord &record = row.record;
        QVERIFY((record.endpoint + record.model + record.error).find("planted") == std::string::npos);
    }
    QTRY_VERIFY(log.lineWith("slow request").contains(" GET /v1/responses/*** model "));
    QVERIFY(!log.text().contains("planted"));
}

// A web page, say, that calls as often as it can. Who has a key has all rows.
void FiguresAgreeTest::strangersRowsAreBounded()
{
    constexpr std::size_t kStrange = 90;
    constexpr std::size_t kOwn = 70;
    RelayFixture relay;
    HttpClient page(relay.port());
    for (std::size_t i = 0; i < kStrange; ++i)
        QCOMPARE(page.exchange("GET", "/v1/models", {}, "Origin: https://evil.example\r\n").status, 403);
    HttpClient client = relay.client();
    for (std::size_t i = 0; i < kOwn; ++i)
        QCOMPARE(client.exchange("GET", "/v1/nothing").status, 404);
    QCOMPARE(relay.rows().size(), 60 + kOwn);
    QCOMPARE(relay.core().metrics().totalFailed, std::uint64_t{kStrange + kOwn});
    QTRY_COMPARE(relay.core().metrics().runtime.refusalsWithoutRow, std::uint64_t{kStrange - 60});
}

void FiguresAgreeTest::aListThatFailsShowsNoKey_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("refused") << 401;
    QTest::newRow("no list") << 200;
}

void FiguresAgreeTest::aListThatFailsShowsNoKey()
{
    QFETCH(const int, status);
    FakeUpstream upstream([status](UpstreamCall &call) {
        call.answer(status, R"({"error":{"message":"wrong key: upstream-key-0123456789"}})");
    });
    RelayFixture relay;
    relay::model::Channel channel;
    channel.name = "one";
    channel.baseUrl = upstream.baseUrl();
    channel.keys = {"upstream-key-0123456789"};
    const std::int64_t id = relay.add(channel);
    QVERIFY(id != 0);
    std::optional<Result<std::vector<std::string>>> models;
    QObject context;
    relay.core().upstreamModels(id, &context,
                                [&](const Result<std::vector<std::string>> &answer) { models = answer; });
    QTRY_VERIFY(models);
    QVERIFY(!*models);
    const QString message = models->error().message;
    QVERIFY2(message.contains(QStringLiteral("wrong key: ***")), qPrintable(message));
    QVERIFY2(!message.contains(QStringLiteral("0123456789")), qPrintable(message));
}

QTEST_GUILESS_MAIN(FiguresAgreeTest)
#include "tst_figures_agree.moc"
