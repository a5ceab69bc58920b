// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"
#include "tests/support/upstream_scripts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <memory>
#include <thread>

using namespace tests;

namespace {

constexpr const char *kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr const char *kSampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr int kPatienceMs = 30'000;

// One span as the collector got it.
struct Span
{
    QJsonObject object;

    QString text(const char *name) const { return object[QLatin1String(name)].toString(); }
    qulonglong nanos(const char *name) const { return text(name).toULongLong(); }
    int kind() const { return object[QStringLiteral("kind")].toInt(); }
    bool isError() const { return object[QStringLiteral("status")][QStringLiteral("code")].toInt() == 2; }
    QString attribute(const char *key) const // whatever its type; null: not there
    {
        for (const QJsonValue &pair : object[QStringLiteral("attributes")].toArray()) {
            if (pair[QStringLiteral("key")].toString() == QLatin1String(key))
                return pair[QStringLiteral("value")].toObject().begin()->toVariant().toString();
        }
        return {};
    }
};

QString fieldOf(const FakeUpstream &upstream, std::string_view name, std::size_t request = 0)
{
    return QString::fromStdString(upstream.requests().at(request).field(name));
}

} // namespace

// Spans of exchanges and attempts on their way to a collector, and `traceparent` on its way upstream.
class TracesTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void withoutACollectorTheClientsFieldsPassAsTheyCame_data();
    void withoutACollectorTheClientsFieldsPassAsTheyCame();
    void theChainGoesFromClientToUpstream();
    void aRequestWithoutAParentBeginsATrace_data();
    void aRequestWithoutAParentBeginsATrace();
    void whatIsNotSampledPassesUnseen();
    void eachAttemptIsASpan();
    void failuresSayTheirKind_data();
    void failuresSayTheirKind();
    void aStreamsSpanLastsUntilItsEnd();
    void aChannelsOwnFieldWins();
    void nothingSecretGoesOut();
    void batchesGoOutByThemselves();
    void theEndSendsWhatIsLeft();
    void aCollectorThatIsGoneCostsACounter();
    void theEndpointTakesEffectAtOnce();

private:
    HttpReply admin(std::string_view method, std::string_view path, std::string_view body = {});
    bool exportTo(const std::string &endpoint);
    bool exportHere() { return exportTo("http://127.0.0.1:" + std::to_string(m_collector->port())); }
    HttpReply chat(const std::string &fieldLines = {}, bool stream = false);
    QList<Span> received(); // after which the export is off
    relay::api::TraceFigures figures() { return m_relay->core().metrics().traces; }

    std::unique_ptr<FakeUpstream> m_collector;
    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<RelayFixture> m_relay;
};

void TracesTest::init()
{
    m_collector = std::make_unique<FakeUpstream>(scripts::answer(200, "{}"));
    m_upstream = std::make_unique<FakeUpstream>(scripts::chat());
    m_relay = std::make_unique<RelayFixture>(std::initializer_list<RelayFixture::Setting>{
        {"HTTP_RESPONSE_HEADER_TIMEOUT", "1"}, {"HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM", "1"}});
    QVERIFY(m_relay->add("main", m_upstream->baseUrl(), 10) != 0);
}

void TracesTest::cleanup()
{
    m_relay.reset();
    m_upstream.reset();
    m_collector.reset();
}

HttpReply TracesTest::admin(std::string_view method, std::string_view path, std::string_view body)
{
    return HttpClient(m_relay->port(), m_relay->core().adminKey()).exchange(method, path, body);
}

bool TracesTest::exportTo(const std::string &endpoint)
{
    const HttpReply reply =
        admin("PUT", "/api/option/", R"({"OTEL_EXPORTER_OTLP_ENDPOINT":")" + endpoint + "\"}");
    if (reply.status != 200)
        qWarning("%d %s", reply.status, reply.body.c_str());
    return reply.status == 200;
}

HttpReply TracesTest::chat(const std::string &fieldLines, bool stream)
{
    return m_relay->client().exchange("POST", "/v1/chat/completions", chatRequest(stream), fieldLines);
}

QList<Span> TracesTest::received()
{
    QList<Span> spans;
    if (!exportTo("") || !QTest::qWaitFor([this] { return figures().queued == 0; }, kPatienceMs))
        return spans;
    const auto all = [&] {
        spans.clear();
        for (const SeenRequest &request : m_collector->requests()) {
            const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(request.body));
            for (const QJsonValue &span : document[u"resourceSpans"][0][u"scopeSpans"][0][u"spans"].toArray())
                spans.append(Span{span.toObject()});
        }
        const relay::api::TraceFigures counted = figures();
        return static_cast<std::uint64_t>(spans.size()) == counted.exported && !spans.isEmpty();
    };
    (void)QTest::qWaitFor(all, kPatienceMs);
    return spans;
}

void TracesTest::withoutACollectorTheClientsFieldsPassAsTheyCame_data()
{
    QTest::addColumn<QByteArray>("parent");
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("valid") << QByteArray(kSampled) << QByteArray("congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
    QTest::newRow("of another version") << QByteArray("cc-12345678-rest") << QByteArray("a=1");
    QTest::newRow("nonsense") << QByteArray("x") << QByteArray("y");
}

void TracesTest::withoutACollectorTheClientsFieldsPassAsTheyCame()
{
    QFETCH(const QByteArray, parent);
    QFETCH(const QByteArray, state);
    const QByteArray lines = "TraceParent: " + parent + "\r\ntracestate: " + state + "\r\n";
    QCOMPARE(chat(lines.toStdString()).status, 200);
    QCOMPARE(fieldOf(*m_upstream, "traceparent"), QString::fromLatin1(parent));
    QCOMPARE(fieldOf(*m_upstream, "tracestate"), QString::fromLatin1(state));
    QCOMPARE(chat().status, 200);
    QCOMPARE(fieldOf(*m_upstream, "traceparent", 1), QString()); // none is made up
    QVERIFY(!figures().enabled);
    QCOMPARE(figures().queued, std::uint64_t{0});
}

void TracesTest::theChainGoesFromClientToUpstream()
{
    QVERIFY(exportHere());
    QCOMPARE(chat(std::string("traceparent: ") + kSampled + "\r\ntracestate: congo=t61rcWkgMzE\r\n").status,
             200);
    const QList<Span> spans = received();
    QCOMPARE(spans.size(), qsizetype{2});
    const Span &exchange = spans[0];
    const Span &attempt = spans[1];
    QCOMPARE(exchange.text("traceId"), QString::fromLatin1(kTrace));
    QCOMPARE(exchange.text("parentSpanId"), QStringLiteral("00f067aa0ba902b7"));
    QCOMPARE(exchange.text("name"), QStringLiteral("POST /v1/chat/completions"));
    QCOMPARE(exchange.kind(), 2);
    QCOMPARE(exchange.attribute("http.response.status_code"), QStringLiteral("200"));
    QCOMPARE(exchange.attribute("gen_ai.request.model"), QStringLiteral("m"));
    QCOMPARE(exchange.attribute("gen_ai.usage.input_tokens"), QStringLiteral("7"));
    QCOMPARE(exchange.attribute("gen_ai.usage.output_tokens"), QStringLiteral("3"));
    QVERIFY(!exchange.isError());
    QCOMPARE(attempt.text("traceId"), QString::fromLatin1(kTrace));
    QCOMPARE(attempt.text("parentSpanId"), exchange.text("spanId"));
    QCOMPARE(attempt.kind(), 3);
    QCOMPARE(attempt.text("name"), QStringLiteral("chat m"));
    QCOMPARE(attempt.attribute("server.address"), QStringLiteral("127.0.0.1"));
    QCOMPARE(attempt.attribute("server.port"), QString::number(m_upstream->port()));
    QCOMPARE(attempt.attribute("trayrelay.channel.name"), QStringLiteral("main"));
    QVERIFY(attempt.nanos("startTimeUnixNano") >= exchange.nanos("startTimeUnixNano"));
    QVERIFY(attempt.nanos("endTimeUnixNano") <= exchange.nanos("endTimeUnixNano"));
    QCOMPARE(m_upstream->requestCount(), std::size_t{1});
    QCOMPARE(fieldOf(*m_upstream, "traceparent"),
             QStringLiteral("00-%1-%2-01").arg(QLatin1String(kTrace), attempt.text("spanId")));
    QCOMPARE(fieldOf(*m_upstream, "tracestate"), QStringLiteral("congo=t61rcWkgMzE"));
    const auto rows = m_relay->rows();
    QCOMPARE(exchange.attribute("trayrelay.request_id"),
             QStringLiteral("%1").arg(rows.front().record.requestId, 16, 16, QLatin1Char('0')));
}

void TracesTest::aRequestWithoutAParentBeginsATrace_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("a state alone") << QByteArray("tracestate: a=1\r\n");
    QTest::newRow("invalid") << QByteArray("traceparent: 00-0-0-01\r\ntracestate: a=1\r\n");
    QTest::newRow("twice") << "traceparent: " + QByteArray(kSampled) + "\r\ntraceparent: " + kSampled +
                                  "\r\n";
}

void TracesTest::aRequestWithoutAParentBeginsATrace()
{
    QFETCH(const QByteArray, lines);
    QVERIFY(exportHere());
    QCOMPARE(chat(lines.toStdString()).status, 200);
    const QList<Span> spans = received();
    QCOMPARE(spans.size(), qsizetype{2});
    QVERIFY(!spans[0].object.contains(u"parentSpanId"));
    QVERIFY(spans[0].text("traceId") != QLatin1String(kTrace));
    QCOMPARE(fieldOf(*m_upstream, "traceparent"),
             QStringLiteral("00-%1-%2-01").arg(spans[0].text("traceId"), spans[1].text("spanId")));
    QCOMPARE(fieldOf(*m_upstream, "tracestate"), QString());
    QCOMPARE(m_upstream->requests().front().head.find("00-0-0"), std::string::npos);
}

void TracesTest::whatIsNotSampledPassesUnseen()
{
    const QString unsampled = QStringLiteral("00-%1-00f067aa0ba902b7-00").arg(QLatin1String(kTrace));
    QVERIFY(exportHere());
    QCOMPARE(chat("traceparent: " + unsampled.toStdString() + "\r\ntracestate: a=1\r\n").status, 200);
    QCOMPARE(chat().status, 200);
    QCOMPARE(received().size(), qsizetype{2}); // of the second exchange
    QCOMPARE(fieldOf(*m_upstream, "traceparent"), unsampled);
    QCOMPARE(fieldOf(*m_upstream, "tracestate"), QStringLiteral("a=1"));
}

void TracesTest::eachAttemptIsASpan()
{
    m_upstream->use(scripts::errorAnswer(503, "down"));
    FakeUpstream spare(scripts::chat("spare"));
    QVERIFY(m_relay->add("spare", spare.baseUrl(), 1) != 0);
    QVERIFY(exportHere());
    QCOMPARE(chat().status, 200);
    const QList<Span> spans = received();
    QCOMPARE(spans.size(), qsizetype{3});
    QCOMPARE(spans[0].attribute("trayrelay.channel.name"), QStringLiteral("spare"));
    QVERIFY(!spans[0].isError());
    QCOMPARE(spans[1].attribute("trayrelay.channel.name"), QStringLiteral("main"));
    QCOMPARE(spans[1].attribute("http.response.status_code"), QStringLiteral("503"));
    QCOMPARE(spans[1].attribute("error.type"), QStringLiteral("503"));
    QVERIFY(spans[1].isError());
    QCOMPARE(spans[2].attribute("trayrelay.channel.name"), QStringLiteral("spare"));
    QCOMPARE(spans[2].attribute("http.request.resend_count"), QStringLiteral("1"));
    QCOMPARE(spans[2].attribute("error.type"), QString());
    for (const Span &attempt : spans.mid(1))
        QCOMPARE(attempt.text("parentSpanId"), spans[0].text("spanId"));
    QVERIFY(fieldOf(*m_upstream, "traceparent").contains(spans[1].text("spanId")));
    QVERIFY(fieldOf(spare, "traceparent").contains(spans[2].text("spanId")));
}

Q_DECLARE_METATYPE(tests::FakeUpstream::Script)

void TracesTest::failuresSayTheirKind_data()
{
    QTest::addColumn<FakeUpstream::Script>("script");
    QTest::addColumn<bool>("stream");
    QTest::addColumn<QString>("ofExchange");
    QTest::addColumn<QString>("ofAttempt");
    const auto row = [](const char *claim, const FakeUpstream::Script &script, bool stream,
                        const char *exchange, const char *attempt) {
        QTest::newRow(claim) << script << stream << QString::fromLatin1(exchange)
                             << QString::fromLatin1(attempt);
    };
    row("a server's error", scripts::errorAnswer(500, "no"), false, "502", "500");
    row("a client's error", scripts::errorAnswer(400, "no"), false, "", "400");
    row("silence", scripts::stall(), false, "504", "timeout");
    row("nothing but an end", scripts::hangUp(), false, "502", "connection_broken");
    row("a redirect", scripts::answer(307, "", "Location: http://elsewhere.example/\r\n"), false, "502",
        "redirect");
    row("a stream that breaks",
        scripts::raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 500\r\n\r\n"
                     "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n"),
        true, "connection_broken", "connection_broken");
}

void TracesTest::failuresSayTheirKind()
{
    QFETCH(const FakeUpstream::Script, script);
    QFETCH(const bool, stream);
    QFETCH(const QString, ofExchange);
    QFETCH(const QString, ofAttempt);
    m_upstream->use(script);
    QVERIFY(exportHere());
    (void)chat({}, stream);
    const QList<Span> spans = received();
    QVERIFY(spans.size() >= 2);
    QCOMPARE(spans[0].attribute("error.type"), ofExchange);
    QCOMPARE(spans[0].isError(), !ofExchange.isEmpty());
    QCOMPARE(spans.back().attribute("error.type"), ofAttempt);
    QVERIFY(spans.back().isError());
}

void TracesTest::aStreamsSpanLastsUntilItsEnd()
{
    constexpr std::chrono::milliseconds kBetween{60};
    m_upstream->use(scripts::chatStream({"a", "b", "c", "d"}, kBetween));
    QVERIFY(exportHere());
    QCOMPARE(chat({}, true).status, 200);
    const QList<Span> spans = received();
    QCOMPARE(spans.size(), qsizetype{2});
    QCOMPARE(spans[0].attribute("gen_ai.usage.output_tokens"), QStringLiteral("3"));
    QCOMPARE(spans[0].attribute("trayrelay.stream"), QStringLiteral("true"));
    for (const Span &span : spans) {
        const qulonglong lasted = span.nanos("endTimeUnixNano") - span.nanos("startTimeUnixNano");
        QVERIFY2(lasted >= 4 * 60'000'000ULL, std::to_string(lasted).c_str());
    }
}

void TracesTest::aChannelsOwnFieldWins()
{
    relay::model::Channel channel;
    channel.name = "own";
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = m_upstream->baseUrl();
    channel.priority = 20;
    channel.headers = {{"Traceparent", "mine"}};
    QVERIFY(m_relay->add(channel) != 0);
    QVERIFY(exportHere());
    QCOMPARE(chat(std::string("traceparent: ") + kSampled + "\r\n").status, 200);
    QCOMPARE(received().size(), qsizetype{2});
    const std::string head = m_upstream->requests().front().head;
    QVERIFY2(head.find("Traceparent: mine") != std::string::npos, head.c_str());
    QVERIFY2(head.find(kTrace) == std::string::npos, head.c_str());
}

void TracesTest::nothingSecretGoesOut()
{
    FakeUpstream quoting(scripts::errorAnswer(400, "wrong: planted-prompt upstream-key"));
    QVERIFY(m_relay->add("quoting", quoting.baseUrl(), 30) != 0);
    QVERIFY(exportHere());
    const HttpReply reply = m_relay->client().exchange(
        "POST", "/v1/chat/completions?api-version=planted-query",
        R"({"model":"m","messages":[{"role":"user","content":"planted-prompt"}],"user":"planted-user"})",
        "X-Mine: planted-field\r\nCookie: planted-cookie\r\n");
    QCOMPARE(reply.status, 400);
    QVERIFY(!received().isEmpty());
    for (const SeenRequest &request : m_collector->requests()) {
        const std::string all = request.head + request.body;
        QCOMPARE(all.find("planted"), std::string::npos);
        QCOMPARE(all.find("upstream-key"), std::string::npos);
        QCOMPARE(all.find(m_relay->key()), std::string::npos);
        QCOMPARE(all.find(m_relay->core().adminKey()), std::string::npos);
        QVERIFY(all.find("/v1/chat/completions") != std::string::npos);
    }
}

void TracesTest::batchesGoOutByThemselves()
{
    QVERIFY(exportHere());
    QCOMPARE(chat().status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(figures().exported, std::uint64_t{2}, kPatienceMs);
    QCOMPARE(m_collector->requestCount(), std::size_t{1});
}

void TracesTest::theEndSendsWhatIsLeft()
{
    // The thread has idle priority, and an end does not wait for long: on a busy machine it may drop them,
    // but not each time.
    constexpr int kMostEnds = 10;
    constexpr std::uint64_t kSpans = 10;
    QVERIFY(exportHere());
    for (int end = 0; end < kMostEnds && figures().exported < kSpans; ++end) {
        if (end > 0)
            QVERIFY(m_relay->start());
        for (int i = 0; i < 5; ++i)
            QCOMPARE(chat().status, 200);
        m_relay->stop();
        QCOMPARE(figures().exported + figures().dropped, kSpans);
        QCOMPARE(figures().queued, std::uint64_t{0});
    }
    QCOMPARE(figures().exported, kSpans);
    QVERIFY(m_collector->requestCount() > 0);
}

void TracesTest::aCollectorThatIsGoneCostsACounter()
{
    constexpr int kClients = 4;
    constexpr int kEach = 800; // more than the queue and the batch on its way can hold
    QVERIFY(exportTo("http://127.0.0.1:" + std::to_string(closedPort())));
    std::atomic<int> right = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < kClients; ++i) {
        clients.emplace_back([&] {
            HttpClient client(m_relay->port(), m_relay->key());
            for (int n = 0; n < kEach; ++n)
                right += client.exchange("POST", "/v1/chat/completions", chatRequest()).status == 200 ? 1 : 0;
        });
    }
    for (std::thread &client : clients)
        client.join();
    QCOMPARE(right.load(), kClients * kEach);
    QVERIFY(figures().dropped > 0);
    QVERIFY(figures().queued > 0);
    QCOMPARE(figures().exported, std::uint64_t{0});
    m_relay->stop(); // tries once, and does not wait for more
    QCOMPARE(figures().queued, std::uint64_t{0});
    QCOMPARE(figures().dropped + figures().failed, std::uint64_t{2} * kClients * kEach);
}

void TracesTest::theEndpointTakesEffectAtOnce()
{
    QCOMPARE(chat().status, 200);
    QVERIFY(exportHere());
    QVERIFY(figures().enabled);
    QCOMPARE(chat().status, 200);
    QCOMPARE(received().size(), qsizetype{2}); // and the export is off
    QVERIFY(!figures().enabled);
    QCOMPARE(chat().status, 200);
    FakeUpstream other(scripts::answer(200, R"({"partialSuccess":{"rejectedSpans":"1"}})"));
    QVERIFY(exportTo("http://127.0.0.1:" + std::to_string(other.port()) + "/otlp"));
    QCOMPARE(chat().status, 200);
    QVERIFY(exportTo(""));
    QTRY_COMPARE_WITH_TIMEOUT(other.requestCount(), std::size_t{1}, kPatienceMs);
    QCOMPARE(QString::fromStdString(other.requests().front().target()), QStringLiteral("/otlp/v1/traces"));
    QTRY_COMPARE_WITH_TIMEOUT(figures().failed, std::uint64_t{1}, kPatienceMs);
    QCOMPARE(m_collector->requestCount(), std::size_t{1});

    const QJsonObject told = admin("GET", "/api/metrics/").json()[u"data"][u"traces"].toObject();
    QCOMPARE(told[u"enabled"].toBool(true), false);
    QCOMPARE(told[u"exported_spans"].toInt(), 3);
    QCOMPARE(told[u"failed_spans"].toInt(), 1);
    QCOMPARE(told[u"dropped_spans"].toInt(-1), 0);
    const std::string text = admin("GET", "/metrics").body;
    for (const char *line : {"trayrelay_trace_spans_total{result=\"exported\"} 3\n",
                             "trayrelay_trace_spans_total{result=\"dropped\"} 0\n",
                             "trayrelay_trace_spans_total{result=\"failed\"} 1\n"})
        QVERIFY2(text.find(line) != std::string::npos, line);
}

QTEST_GUILESS_MAIN(TracesTest)
#include "tst_traces.moc"
