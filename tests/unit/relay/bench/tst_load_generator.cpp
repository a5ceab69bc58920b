// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/bench/chat_request.h"
#include "relay/bench/load_thread.h"
#include "tests/support/fake_upstream.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <atomic>
#include <memory>
#include <optional>

using namespace relay::bench;
using namespace std::chrono_literals;
using relay::Nanos;
using tests::FakeUpstream;
using tests::UpstreamCall;

namespace {

FakeUpstream::Script fine()
{
    return [](UpstreamCall &call) { call.answer(200, "twelve bytes"); };
}

// Answers as `good` does, but each time that the count of requests is a multiple of `every` as `bad` does.
FakeUpstream::Script sometimes(int every, const FakeUpstream::Script &good, const FakeUpstream::Script &bad)
{
    const auto count = std::make_shared<std::atomic<int>>(0);
    return [=](UpstreamCall &call) { (++*count % every == 0 ? bad : good)(call); };
}

void wholeStream(UpstreamCall &call)
{
    call.beginStream();
    call.event("{}");
    call.event("[DONE]");
    call.endStream();
}

} // namespace

// What a load counts and times, against an upstream that behaves as told.
class LoadGeneratorTest final : public QObject
{
    Q_OBJECT

private slots:
    void eachRequestIsAskedOnce();
    void clientsKeepTheirConnections();
    void failuresAreCountedByKind_data();
    void failuresAreCountedByKind();
    void timeToTheFirstByteIsTheStreamsOwn();
    void knownWaitIsInTheTimes();
    void clientsBeginWithinTheRamp();
    void stopTellsWhatThereIs();
    void theThreadMayGoInTheMiddle();
    void theRequestIsOneThatWasAskedFor();

private:
    LoadPlan planFor(const FakeUpstream &upstream) const
    {
        LoadPlan plan;
        plan.port = upstream.port();
        plan.request = ChatRequest{.port = upstream.port(), .key = "k", .model = "m"}.text();
        return plan;
    }
    std::optional<LoadReport> run(const LoadPlan &plan)
    {
        LoadThread load;
        std::optional<LoadReport> report;
        load.start(plan, this, [&report](const LoadReport &told) { report = told; });
        (void)QTest::qWaitFor([&] { return report.has_value(); }, 60'000);
        return report;
    }
};

void LoadGeneratorTest::eachRequestIsAskedOnce()
{
    const FakeUpstream upstream(fine());
    LoadPlan plan = planFor(upstream);
    plan.requests = 57;
    plan.concurrency = 5;
    const auto report = run(plan);
    QVERIFY(report);
    QCOMPARE(report->answered, 57U);
    QCOMPARE(report->failed, 0U);
    QCOMPARE(upstream.requestCount(), std::size_t(57));
    QCOMPARE(report->total.count, 57U);
    QVERIFY(report->total.p50 > Nanos(0));
    QVERIFY(report->total.p50 <= report->total.p99);
    QVERIFY(report->total.p99 <= report->total.max);
    QVERIFY(report->total.max <= report->elapsed);
    QCOMPARE(report->ttft.count, 0U); // nothing was streamed
    QCOMPARE(report->bytesReceived, std::uint64_t(57 * 12));
    QCOMPARE(report->bytesSent, std::uint64_t(57 * plan.request.size()));
    QVERIFY(!report->interrupted);
}

void LoadGeneratorTest::clientsKeepTheirConnections()
{
    const FakeUpstream upstream(fine());
    LoadPlan plan = planFor(upstream);
    plan.requests = 60;
    plan.concurrency = 6;
    const auto report = run(plan);
    QVERIFY(report);
    QCOMPARE(report->answered, 60U);
    QCOMPARE(upstream.connectionCount(), 6);
}

void LoadGeneratorTest::failuresAreCountedByKind_data()
{
    QTest::addColumn<FakeUpstream::Script>("script");
    QTest::addColumn<bool>("stream");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("said");
    using Script = FakeUpstream::Script;
    QTest::newRow("a status") << Script([](UpstreamCall &call) {
        call.answer(503, "no channel for this model");
    }) << false << QStringLiteral("HTTP 503")
                              << QStringLiteral("no channel for this model");
    QTest::newRow("an answer that breaks off") << Script([](UpstreamCall &call) {
        call.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        call.hangUp();
    }) << false << QStringLiteral("broken off") << QStringLiteral("middle");
    QTest::newRow("a connection closed before the answer") << Script([](UpstreamCall &call) {
        call.send("HTTP/1.1 ");
        call.hangUp();
    }) << false << QStringLiteral("no answer") << QStringLiteral("without an answer");
    QTest::newRow("silence") << Script([](UpstreamCall &call) { call.waitUntilGone(); }) << false
                             << QStringLiteral("timeout") << QStringLiteral("in time");
    QTest::newRow("a stream that ends before its last event") << Script([](UpstreamCall &call) {
        call.beginStream();
        call.event("{}");
        call.endStream();
    }) << true << QStringLiteral("stream without its end") << QStringLiteral("last event");
}

void LoadGeneratorTest::failuresAreCountedByKind()
{
    QFETCH(const FakeUpstream::Script, script);
    QFETCH(const bool, stream);
    QFETCH(const QString, kind);
    QFETCH(const QString, said);
    const FakeUpstream upstream(sometimes(4, stream ? wholeStream : fine(), script));
    LoadPlan plan = planFor(upstream);
    plan.requests = 20;
    plan.concurrency = 2;
    plan.stream = stream;
    plan.timeout = 500ms;
    const auto report = run(plan);
    QVERIFY(report);
    QCOMPARE(report->answered, 15U);
    QCOMPARE(report->failed, 5U);
    QCOMPARE(report->errors.size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(report->errors.begin()->first), kind);
    QCOMPARE(report->errors.begin()->second, 5U);
    QVERIFY2(QString::fromStdString(report->firstError).contains(said), report->firstError.c_str());
    QCOMPARE(report->total.count, 15U); // a failure has no time
}

void LoadGeneratorTest::timeToTheFirstByteIsTheStreamsOwn()
{
    const FakeUpstream upstream([](UpstreamCall &call) {
        call.beginStream();
        call.event("{}");
        call.pause(60ms);
        call.event("[DONE]");
        call.endStream();
    });
    LoadPlan plan = planFor(upstream);
    plan.requests = 6;
    plan.concurrency = 2;
    plan.stream = true;
    const auto report = run(plan);
    QVERIFY(report);
    QCOMPARE(report->answered, 6U);
    QCOMPARE(report->ttft.count, 6U);
    QVERIFY(report->total.p50 >= 59ms);
    QVERIFY(report->ttft.p50 + 50ms < report->total.p50);
}

void LoadGeneratorTest::knownWaitIsInTheTimes()
{
    const FakeUpstream upstream([](UpstreamCall &call) {
        call.pause(40ms);
        call.answer(200, "late");
    });
    LoadPlan plan = planFor(upstream);
    plan.requests = 8;
    plan.concurrency = 4;
    plan.knownWait = 40ms;
    const auto report = run(plan);
    QVERIFY(report);
    QCOMPARE(report->answered, 8U);
    QVERIFY(report->total.p50 >= 40ms);
    QVERIFY(report->total.mean >= 40ms);
    QVERIFY(report->total.max < 40ms + report->elapsed);
}

void LoadGeneratorTest::clientsBeginWithinTheRamp()
{
    const FakeUpstream upstream([](UpstreamCall &call) {
        call.pause(600ms); // so that no client asks twice
        call.answer(200, "late");
    });
    LoadPlan plan = planFor(upstream);
    plan.requests = 4;
    plan.concurrency = 4;
    plan.ramp = 400ms;
    const auto report = run(plan);
    QVERIFY(report);
    QCOMPARE(report->answered, 4U);
    QCOMPARE(upstream.connectionCount(), 4);
    QVERIFY(report->elapsed >= 300ms + 600ms); // the last of them began after three quarters of the ramp
}

void LoadGeneratorTest::stopTellsWhatThereIs()
{
    const FakeUpstream upstream(
        std::vector<FakeUpstream::Script>{fine(), fine(), [](UpstreamCall &call) { call.waitUntilGone(); }});
    LoadPlan plan = planFor(upstream);
    plan.requests = 100;
    LoadThread load;
    std::optional<LoadReport> report;
    load.start(plan, this, [&report](const LoadReport &told) { report = told; });
    QTRY_COMPARE(upstream.requestCount(), std::size_t(3));
    QCOMPARE(load.progress().answered.load(), 2U);
    load.stop();
    QTRY_VERIFY(report.has_value());
    QVERIFY(report->interrupted);
    QCOMPARE(report->answered, 2U);
    QCOMPARE(report->failed, 0U); // what was given up did not fail
    QTRY_COMPARE(upstream.openCount(), 0);
}

void LoadGeneratorTest::theThreadMayGoInTheMiddle()
{
    const FakeUpstream upstream([](UpstreamCall &call) { call.waitUntilGone(); });
    LoadPlan plan = planFor(upstream);
    plan.requests = 3;
    plan.concurrency = 3;
    bool told = false;
    {
        LoadThread load;
        load.start(plan, this, [&told](const LoadReport &) { told = true; });
        QTRY_COMPARE(upstream.requestCount(), std::size_t(3));
    }
    QTRY_COMPARE(upstream.openCount(), 0);
    QVERIFY(!told);
}

void LoadGeneratorTest::theRequestIsOneThatWasAskedFor()
{
    const FakeUpstream upstream(wholeStream);
    LoadPlan plan = planFor(upstream);
    plan.stream = true;
    plan.request = ChatRequest{.port = upstream.port(),
                               .key = "sk-1",
                               .model = "a \"model\"",
                               .stream = true,
                               .furtherFields = "X-Further: yes\r\n"}
                       .text();
    const auto report = run(plan);
    QVERIFY(report);
    QCOMPARE(report->answered, 1U);
    const tests::SeenRequest seen = upstream.requests().front();
    QCOMPARE(seen.target(), std::string("/v1/chat/completions"));
    QCOMPARE(seen.field("authorization"), std::string("Bearer sk-1"));
    QCOMPARE(seen.field("x-further"), std::string("yes"));
    const QJsonObject body = QJsonDocument::fromJson(QByteArray::fromStdString(seen.body)).object();
    QCOMPARE(body[QStringLiteral("model")].toString(), QStringLiteral("a \"model\""));
    QCOMPARE(body[QStringLiteral("stream")].toBool(), true);
}

QTEST_GUILESS_MAIN(LoadGeneratorTest)
#include "tst_load_generator.moc"
