// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/log.h"
#include "relay/telemetry/trace_exporter.h"
#include "tests/support/fake_upstream.h"

#include <spdlog/sinks/ostream_sink.h>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <sstream>

using namespace relay::telemetry;
using namespace tests;
using namespace std::chrono_literals;

namespace {

FakeUpstream::Script answer(int status, const std::string &body = "{}", const std::string &lines = {})
{
    return [=](UpstreamCall &call) { call.answer(status, body, lines); };
}

FakeUpstream::Script silence()
{
    return [](UpstreamCall &call) {
        call.waitUntilGone();
        call.hangUp();
    };
}

int spansIn(const SeenRequest &request)
{
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(request.body));
    return static_cast<int>(document[u"resourceSpans"][0][u"scopeSpans"][0][u"spans"].toArray().size());
}

} // namespace

// Batches on their way to a collector that is a real one to the exporter.
class TraceExporterTest final : public QObject
{
    Q_OBJECT

private slots:
    void urlsAreMadeAsTheSpecificationWants_data();
    void urlsAreMadeAsTheSpecificationWants();
    void sendsWhatWaitsAsOneRequest();
    void passwordOfTheUrlIsBasicAuthorization();
    void splitsWhatIsMoreThanABatch();
    void triesAgain_data();
    void triesAgain();
    void doesNotTryAgain_data();
    void doesNotTryAgain();
    void waitsAsLongAsTheCollectorAsks();
    void countsWhatIsRejectedInPart();
    void anOutageIsOneLine();
    void anAnswerWithoutEndIsNoneOfItsBusiness();
    void switchedOffItSendsTheRestOnce();
    void anEndDoesNotWaitForASilentCollector();
    void anEndSendsWhatIsLeft();

private:
    void add(std::size_t exchanges);
    void start(const FakeUpstream &collector)
    {
        start("http://127.0.0.1:" + std::to_string(collector.port()));
    }
    void start(const std::string &endpoint);
    std::string counted() const;

    SpanCounts m_counts;
    std::unique_ptr<TraceQueue> m_queue;
    std::unique_ptr<TraceExporter> m_exporter;
};

void TraceExporterTest::start(const std::string &endpoint)
{
    m_exporter.reset();
    m_queue = std::make_unique<TraceQueue>(2048, 100'000, m_counts, [] {});
    m_exporter = std::make_unique<TraceExporter>(*m_queue, m_counts, Exporter{});
    m_counts.exported = m_counts.dropped = m_counts.failed = 0;
    m_exporter->setUrl(tracesUrl(endpoint));
}

void TraceExporterTest::add(std::size_t exchanges)
{
    for (std::size_t i = 0; i < exchanges; ++i) {
        auto trace = std::make_unique<ExchangeTrace>();
        trace->own = {.trace = {1, i + 1}, .span = i + 1};
        trace->method = "GET";
        m_queue->push(std::move(trace));
    }
}

std::string TraceExporterTest::counted() const
{
    return std::to_string(m_counts.exported) + " " + std::to_string(m_counts.dropped) + " " +
           std::to_string(m_counts.failed);
}

void TraceExporterTest::urlsAreMadeAsTheSpecificationWants_data()
{
    QTest::addColumn<QByteArray>("endpoint");
    QTest::addColumn<QByteArray>("url");
    const auto row = [](const char *claim, const char *endpoint, const char *url) {
        QTest::newRow(claim) << QByteArray(endpoint) << QByteArray(url);
    };
    row("none", "", "");
    row("a bare host", "http://localhost:4318", "http://localhost:4318/v1/traces");
    row("a closing slash", "http://localhost:4318/", "http://localhost:4318/v1/traces");
    row("a path of its own", "https://api.example/otlp/", "https://api.example/otlp/v1/traces");
    row("what has it already", "http://localhost:4318/v1/traces", "http://localhost:4318/v1/traces");
    row("a query stays", "https://api.example/otlp?tenant=a", "https://api.example/otlp/v1/traces?tenant=a");
    row("what is encoded stays so", "http://h/a%2Fb", "http://h/a%2Fb/v1/traces");
}

void TraceExporterTest::urlsAreMadeAsTheSpecificationWants()
{
    QFETCH(const QByteArray, endpoint);
    QFETCH(const QByteArray, url);
    QCOMPARE(tracesUrl(endpoint.toStdString()).toEncoded(), url);
}

void TraceExporterTest::sendsWhatWaitsAsOneRequest()
{
    FakeUpstream collector(answer(200));
    start(collector);
    add(3);
    m_exporter->send();
    QTRY_COMPARE(counted(), std::string("3 0 0"));
    QCOMPARE(collector.requestCount(), std::size_t{1});
    const SeenRequest request = collector.requests().front();
    QCOMPARE(request.head.substr(0, request.head.find("\r\n")), std::string("POST /v1/traces HTTP/1.1"));
    QCOMPARE(request.field("content-type"), std::string("application/json"));
    QCOMPARE(spansIn(request), 3);
    m_exporter->send(); // nothing waits: nothing goes
    add(1);
    m_exporter->send();
    QTRY_COMPARE(counted(), std::string("4 0 0"));
    QCOMPARE(collector.requestCount(), std::size_t{2});
    QCOMPARE(collector.connectionCount(), 1); // kept alive
}

void TraceExporterTest::passwordOfTheUrlIsBasicAuthorization()
{
    FakeUpstream collector(answer(200));
    start("http://me:se%20cret@127.0.0.1:" + std::to_string(collector.port()));
    add(1);
    m_exporter->send();
    QTRY_COMPARE(counted(), std::string("1 0 0"));
    QCOMPARE(collector.requests().front().field("authorization"),
             "Basic " + QByteArray("me:se cret").toBase64().toStdString());
}

void TraceExporterTest::splitsWhatIsMoreThanABatch()
{
    FakeUpstream collector(answer(200));
    start(collector);
    add(TraceExporter::kBatch * 2 + 5);
    m_exporter->send();
    QTRY_COMPARE(counted(), std::string("512 0 0"));
    QCOMPARE(m_queue->size(), std::size_t{5}); // they wait for the period, or for more
    for (const SeenRequest &request : collector.requests())
        QCOMPARE(spansIn(request), static_cast<int>(TraceExporter::kBatch));
}

void TraceExporterTest::triesAgain_data()
{
    QTest::addColumn<int>("status"); // 0: none, the connection ends
    for (const int status : {429, 502, 503, 504, 0})
        QTest::addRow("%d", status) << status;
}

void TraceExporterTest::triesAgain()
{
    QFETCH(const int, status);
    const auto refusal = [status](UpstreamCall &call) {
        if (status == 0)
            call.reset();
        else
            call.answer(status, "{}");
    };
    FakeUpstream collector({refusal, answer(200)});
    start(collector);
    add(2);
    m_exporter->send();
    QTRY_COMPARE(counted(), std::string("2 0 0"));
    const auto requests = collector.requests();
    QVERIFY(requests.size() >= 2); // the library may itself try a dead connection once more
    QCOMPARE(requests.back().body, requests.front().body);
}

void TraceExporterTest::doesNotTryAgain_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 307, 400, 401, 404, 408, 413, 500, 501})
        QTest::addRow("%d", status) << status;
}

void TraceExporterTest::doesNotTryAgain()
{
    QFETCH(const int, status);
    FakeUpstream collector({answer(status, "{}", "Location: /elsewhere\r\n"), answer(200)});
    start(collector);
    add(2);
    m_exporter->send();
    QTRY_COMPARE(counted(), std::string("0 0 2"));
    add(1);
    m_exporter->send();
    QTRY_COMPARE(counted(), std::string("1 0 2"));
    QCOMPARE(collector.requestCount(), std::size_t{2});
    QCOMPARE(spansIn(collector.requests().back()), 1);
}

void TraceExporterTest::waitsAsLongAsTheCollectorAsks()
{
    FakeUpstream collector({answer(503, "{}", "Retry-After: 2\r\n"), answer(200)});
    start(collector);
    add(1);
    QElapsedTimer time;
    time.start();
    m_exporter->send();
    QTRY_COMPARE(collector.requestCount(), std::size_t{1});
    add(1); // meanwhile nothing goes, however often it is asked
    m_exporter->send();
    QTRY_COMPARE(counted(), std::string("2 0 0"));
    QVERIFY2(time.elapsed() >= 1900, std::to_string(time.elapsed()).c_str()); // timers are a little coarse
    QCOMPARE(collector.requestCount(), std::size_t{2});
}

void TraceExporterTest::countsWhatIsRejectedInPart()
{
    FakeUpstream collector(answer(200, R"({"partialSuccess":{"rejectedSpans":"2","errorMessage":"no"}})"));
    start(collector);
    add(5);
    m_exporter->send();
    QTRY_COMPARE(counted(), std::string("3 0 2"));
    QCOMPARE(collector.requestCount(), std::size_t{1});
}

void TraceExporterTest::anOutageIsOneLine()
{
    std::ostringstream told;
    spdlog::logger &log = relay::log::sys();
    log.sinks().push_back(std::make_shared<spdlog::sinks::ostream_sink_st>(told));
    log.set_level(spdlog::level::info);
    log.set_pattern("%v");
    FakeUpstream collector(answer(500));
    start("http://me:secret@127.0.0.1:" + std::to_string(collector.port()) + "/?key=secret");
    for (std::uint64_t i = 1; i <= 3; ++i) {
        add(1);
        m_exporter->send();
        QTRY_COMPARE(m_counts.failed.load(), i);
    }
    collector.use(answer(200));
    for (std::uint64_t i = 1; i <= 2; ++i) {
        add(1);
        m_exporter->send();
        QTRY_COMPARE(m_counts.exported.load(), i);
    }
    log.sinks().pop_back();
    const std::string where = "http://127.0.0.1:" + std::to_string(collector.port()) + "/v1/traces";
    QCOMPARE(told.str(),
             "traces are not taken by " + where +
                 ": HTTP 500. What the queue cannot hold is dropped and counted in /api/metrics/\n"
                 "traces are taken again by " +
                 where + "; 0 spans were dropped, 3 failed since start\n");
}

void TraceExporterTest::anAnswerWithoutEndIsNoneOfItsBusiness()
{
    FakeUpstream collector([](UpstreamCall &call) {
        call.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
        while (call.send(std::string(4096, ' ')))
            continue;
        call.hangUp();
    });
    start(collector);
    add(1);
    m_exporter->send();
    QTRY_COMPARE(counted(), std::string("1 0 0"));
}

void TraceExporterTest::switchedOffItSendsTheRestOnce()
{
    FakeUpstream collector(answer(503));
    start(collector);
    add(1);
    m_exporter->send();
    QTRY_COMPARE(collector.requestCount(), std::size_t{1});
    add(1);
    m_exporter->setUrl({});
    QTRY_COMPARE(counted(), std::string("0 0 2")); // and not tried again until it is
    QVERIFY(collector.requestCount() <= 2);
    collector.use(answer(200));
    add(1);
    m_exporter->send(); // to nobody
    m_exporter->setUrl(tracesUrl("http://127.0.0.1:" + std::to_string(collector.port())));
    QTRY_COMPARE(counted(), std::string("1 0 2"));
}

void TraceExporterTest::anEndDoesNotWaitForASilentCollector()
{
    FakeUpstream collector(silence());
    start(collector);
    add(TraceExporter::kBatch + 10);
    bool ended = false;
    m_exporter->finish(200ms, [&ended] { ended = true; });
    QTRY_VERIFY(ended);
    QCOMPARE(counted(), std::string("0 266 0"));
    QCOMPARE(m_queue->size(), std::size_t{0});
}

void TraceExporterTest::anEndSendsWhatIsLeft()
{
    FakeUpstream collector(answer(200));
    start(collector);
    add(TraceExporter::kBatch + 10);
    bool ended = false;
    m_exporter->finish(20s, [&ended] { ended = true; });
    QTRY_VERIFY(ended);
    QCOMPARE(counted(), std::string("266 0 0"));
    QCOMPARE(collector.requestCount(), std::size_t{2});
}

QTEST_GUILESS_MAIN(TraceExporterTest)
#include "tst_trace_exporter.moc"
