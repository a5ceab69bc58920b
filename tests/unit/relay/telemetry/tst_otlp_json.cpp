// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/telemetry/otlp_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace relay::telemetry;
using namespace std::chrono_literals;

namespace {

// What a receiver may rely on, read from trace.proto and OTLP's JSON mapping: the spans, or nothing and why.
class Received final
{
public:
    explicit Received(const QByteArray &body) { read(body); }

    // Keys to what they hold, each of exactly one type.
    QMap<QString, QVariant> attributes(const QJsonValue &holder)
    {
        QMap<QString, QVariant> map;
        for (const QJsonValue &pair : holder[QStringLiteral("attributes")].toArray()) {
            const QString key = pair[QStringLiteral("key")].toString();
            const QJsonObject value = pair[QStringLiteral("value")].toObject();
            if (key.isEmpty() || value.size() != 1 || map.contains(key))
                fail(QStringLiteral("a wrong attribute ") + key);
            else if (value.contains(QStringLiteral("intValue"))) // 64 bits: text
                map[key] = value[QStringLiteral("intValue")].toString().toLongLong();
            else if (value.contains(QStringLiteral("boolValue")))
                map[key] = value[QStringLiteral("boolValue")].toBool();
            else if (value[QStringLiteral("stringValue")].isString())
                map[key] = value[QStringLiteral("stringValue")].toString();
            else
                fail(QStringLiteral("an attribute of no known type: ") + key);
        }
        return map;
    }

    QString problem;
    QMap<QString, QVariant> resource;
    QList<QJsonObject> spans;
    QList<QMap<QString, QVariant>> values;

private:
    void read(const QByteArray &body)
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(body, &error);
        if (error.error != QJsonParseError::NoError)
            return fail(error.errorString());
        const QJsonArray resources = document[QStringLiteral("resourceSpans")].toArray();
        if (resources.size() != 1)
            return fail(QStringLiteral("not one resource"));
        resource = attributes(resources[0][QStringLiteral("resource")]);
        const QJsonArray scopes = resources[0][QStringLiteral("scopeSpans")].toArray();
        if (scopes.size() != 1 ||
            scopes[0][QStringLiteral("scope")][QStringLiteral("name")].toString().isEmpty())
            return fail(QStringLiteral("not one named scope"));
        for (const QJsonValue &value : scopes[0][QStringLiteral("spans")].toArray())
            take(value.toObject());
    }
    void fail(const QString &why) { problem = why; }
    void take(const QJsonObject &span)
    {
        static const QRegularExpression traceId(QStringLiteral("^[0-9a-f]{32}$"));
        static const QRegularExpression spanId(QStringLiteral("^[0-9a-f]{16}$"));
        static const QRegularExpression nanos(QStringLiteral("^[0-9]{1,20}$"));
        const auto text = [&span](const char *key) { return span[QLatin1String(key)].toString(); };
        if (!traceId.match(text("traceId")).hasMatch() || !spanId.match(text("spanId")).hasMatch())
            return fail(QStringLiteral("a wrong id"));
        if (span.contains(QStringLiteral("parentSpanId")) && !spanId.match(text("parentSpanId")).hasMatch())
            return fail(QStringLiteral("a wrong parent"));
        if (!nanos.match(text("startTimeUnixNano")).hasMatch() ||
            !nanos.match(text("endTimeUnixNano")).hasMatch() ||
            text("endTimeUnixNano").toULongLong() < text("startTimeUnixNano").toULongLong())
            return fail(QStringLiteral("a wrong time"));
        if (text("name").isEmpty() || !span[QStringLiteral("kind")].isDouble())
            return fail(QStringLiteral("no name or kind"));
        spans.append(span);
        values.append(attributes(span));
    }
};

std::vector<std::unique_ptr<ExchangeTrace>> one(ExchangeTrace trace)
{
    std::vector<std::unique_ptr<ExchangeTrace>> traces;
    traces.push_back(std::make_unique<ExchangeTrace>(std::move(trace)));
    return traces;
}

ExchangeTrace sample()
{
    ExchangeTrace trace;
    trace.own = {.trace = {0x4bf92f3577b34da6, 0xa3ce929d0e0e4736}, .span = 0x0a, .flags = 1};
    trace.parent = 0x00f067aa0ba902b7;
    trace.traceState = "congo=t61rcWkgMzE";
    trace.startUnixNs = 1'544'712'660'000'000'001;
    trace.duration = 2s;
    trace.requestId = 0xc0ffee;
    trace.method = "POST";
    trace.path = "/v1/chat/completions";
    trace.route = "/v1/chat/completions";
    trace.operation = "chat";
    trace.model = "gpt-4o";
    trace.channel = "spare";
    trace.stream = true;
    trace.status = 200;
    trace.usage = {.prompt = 7, .completion = 3, .cached = 0};
    trace.attempts = {
        {.span = 0x0b,
         .begin = 1ms,
         .end = 500ms,
         .channelId = 4,
         .channel = "main",
         .provider = "openai",
         .model = "gpt-4o-2024",
         .host = "api.example",
         .port = 443,
         .status = 503},
        {.span = 0x0c, .begin = 600ms, .end = 2s, .channel = "spare", .model = "m2", .status = 200}};
    return trace;
}

const Exporter kExporter{.version = "9.8.7", .instanceId = "abc"};

} // namespace

// What goes to a collector, and what it answers.
class OtlpJsonTest final : public QObject
{
    Q_OBJECT

private slots:
    void anExchangeIsASpanOfKindServer();
    void attemptsAreItsChildrenOfKindClient();
    void countsThatNobodyToldAreLeftOut();
    void errorsAreSaidAsTheConventionsWant_data();
    void errorsAreSaidAsTheConventionsWant();
    void textsSurvive_data();
    void textsSurvive();
    void severalExchangesStandInOneRequest();
    void partialSuccessIsRead_data();
    void partialSuccessIsRead();
};

void OtlpJsonTest::anExchangeIsASpanOfKindServer()
{
    const Received received(encodeTraces(one(sample()), kExporter));
    QCOMPARE(received.problem, QString());
    QCOMPARE(received.resource[QStringLiteral("service.name")].toString(), QStringLiteral("trayrelay"));
    QCOMPARE(received.resource[QStringLiteral("service.version")].toString(), QStringLiteral("9.8.7"));
    QCOMPARE(received.resource[QStringLiteral("service.instance.id")].toString(), QStringLiteral("abc"));
    QCOMPARE(received.spans.size(), qsizetype{3});
    const QJsonObject span = received.spans[0];
    QCOMPARE(span[u"traceId"].toString(), QStringLiteral("4bf92f3577b34da6a3ce929d0e0e4736"));
    QCOMPARE(span[u"spanId"].toString(), QStringLiteral("000000000000000a"));
    QCOMPARE(span[u"parentSpanId"].toString(), QStringLiteral("00f067aa0ba902b7"));
    QCOMPARE(span[u"traceState"].toString(), QStringLiteral("congo=t61rcWkgMzE"));
    QCOMPARE(span[u"name"].toString(), QStringLiteral("POST /v1/chat/completions"));
    QCOMPARE(span[u"kind"].toInt(), 2);
    QCOMPARE(span[u"startTimeUnixNano"].toString(), QStringLiteral("1544712660000000001"));
    QCOMPARE(span[u"endTimeUnixNano"].toString(), QStringLiteral("1544712662000000001"));
    QVERIFY(!span.contains(u"status"));
    const QMap<QString, QVariant> expected = {
        {QStringLiteral("http.request.method"), QStringLiteral("POST")},
        {QStringLiteral("url.scheme"), QStringLiteral("http")},
        {QStringLiteral("url.path"), QStringLiteral("/v1/chat/completions")},
        {QStringLiteral("http.route"), QStringLiteral("/v1/chat/completions")},
        {QStringLiteral("http.response.status_code"), 200LL},
        {QStringLiteral("gen_ai.request.model"), QStringLiteral("gpt-4o")},
        {QStringLiteral("gen_ai.usage.input_tokens"), 7LL},
        {QStringLiteral("gen_ai.usage.output_tokens"), 3LL},
        {QStringLiteral("gen_ai.usage.cache_read.input_tokens"), 0LL},
        {QStringLiteral("trayrelay.request_id"), QStringLiteral("0000000000c0ffee")},
        {QStringLiteral("trayrelay.stream"), true},
        {QStringLiteral("trayrelay.channel.name"), QStringLiteral("spare")},
    };
    QCOMPARE(received.values[0], expected);
}

void OtlpJsonTest::attemptsAreItsChildrenOfKindClient()
{
    const Received received(encodeTraces(one(sample()), kExporter));
    QCOMPARE(received.problem, QString());
    const QJsonObject first = received.spans[1];
    QCOMPARE(first[u"traceId"].toString(), received.spans[0][u"traceId"].toString());
    QCOMPARE(first[u"spanId"].toString(), QStringLiteral("000000000000000b"));
    QCOMPARE(first[u"parentSpanId"].toString(), QStringLiteral("000000000000000a"));
    QCOMPARE(first[u"name"].toString(), QStringLiteral("chat gpt-4o-2024"));
    QCOMPARE(first[u"kind"].toInt(), 3);
    QCOMPARE(first[u"startTimeUnixNano"].toString(), QStringLiteral("1544712660001000001"));
    QCOMPARE(first[u"endTimeUnixNano"].toString(), QStringLiteral("1544712660500000001"));
    QCOMPARE(first[u"status"][u"code"].toInt(), 2);
    const QMap<QString, QVariant> expected = {
        {QStringLiteral("gen_ai.operation.name"), QStringLiteral("chat")},
        {QStringLiteral("gen_ai.provider.name"), QStringLiteral("openai")},
        {QStringLiteral("gen_ai.request.model"), QStringLiteral("gpt-4o-2024")},
        {QStringLiteral("http.request.method"), QStringLiteral("POST")},
        {QStringLiteral("http.response.status_code"), 503LL},
        {QStringLiteral("server.address"), QStringLiteral("api.example")},
        {QStringLiteral("server.port"), 443LL},
        {QStringLiteral("trayrelay.channel.id"), 4LL},
        {QStringLiteral("trayrelay.channel.name"), QStringLiteral("main")},
        {QStringLiteral("error.type"), QStringLiteral("503")},
    };
    QCOMPARE(received.values[1], expected);
    QCOMPARE(received.values[2][QStringLiteral("http.request.resend_count")].toLongLong(), 1LL);
    QVERIFY(!received.values[2].contains(QStringLiteral("error.type")));
    QVERIFY(!received.values[2].contains(QStringLiteral("server.address")));
}

void OtlpJsonTest::countsThatNobodyToldAreLeftOut()
{
    ExchangeTrace trace = sample();
    trace.usage = {};
    trace.parent = 0;
    trace.traceState.clear();
    trace.attempts.clear();
    trace.attempts.push_back({.span = 1});
    const Received received(encodeTraces(one(std::move(trace)), kExporter));
    QCOMPARE(received.problem, QString());
    for (const QString &key : received.values[0].keys())
        QVERIFY2(!key.startsWith(QStringLiteral("gen_ai.usage")), qUtf8Printable(key));
    QVERIFY(!received.spans[0].contains(u"parentSpanId"));
    QVERIFY(!received.spans[0].contains(u"traceState"));
    QVERIFY(!received.values[1].contains(QStringLiteral("http.response.status_code")));
}

void OtlpJsonTest::errorsAreSaidAsTheConventionsWant_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<Failure>("failure");
    QTest::addColumn<QString>("ofExchange");
    QTest::addColumn<QString>("ofAttempt");

    const auto row = [](const char *claim, int status, Failure failure, const char *server,
                        const char *client) {
        QTest::newRow(claim) << status << failure << QString::fromLatin1(server)
                             << QString::fromLatin1(client);
    };
    row("success", 200, Failure::None, "", "");
    row("a client's mistake is no error of the server", 400, Failure::None, "", "400");
    row("a failure of ours", 502, Failure::None, "502", "502");
    row("the status comes first", 504, Failure::Timeout, "504", "504");
    row("a channel that is not usable", 0, Failure::NotSent, "not_sent", "not_sent");
    row("no connection", 0, Failure::ConnectFailed, "connect_failed", "connect_failed");
    row("silence", 0, Failure::Timeout, "timeout", "timeout");
    row("broken after a good beginning", 200, Failure::Broken, "connection_broken", "connection_broken");
    row("an error inside a stream", 200, Failure::Stream, "stream_error", "stream_error");
    row("a redirect", 307, Failure::Redirect, "redirect", "redirect");
    row("given up", 0, Failure::Dropped, "cancelled", "cancelled");
}

void OtlpJsonTest::errorsAreSaidAsTheConventionsWant()
{
    QFETCH(const int, status);
    QFETCH(const Failure, failure);
    QFETCH(const QString, ofExchange);
    QFETCH(const QString, ofAttempt);
    ExchangeTrace trace = sample();
    trace.status = status;
    trace.failure = failure;
    trace.attempts.resize(1);
    trace.attempts[0].status = status;
    trace.attempts[0].failure = failure;
    const Received received(encodeTraces(one(std::move(trace)), kExporter));
    QCOMPARE(received.problem, QString());
    const QString key = QStringLiteral("error.type");
    QCOMPARE(received.values[0].value(key).toString(), ofExchange);
    QCOMPARE(received.values[1].value(key).toString(), ofAttempt);
    QCOMPARE(received.spans[0][u"status"][u"code"].toInt(), ofExchange.isEmpty() ? 0 : 2);
    QCOMPARE(received.spans[1][u"status"][u"code"].toInt(), ofAttempt.isEmpty() ? 0 : 2);
}

void OtlpJsonTest::textsSurvive_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("read");
    const auto row = [](const char *claim, const QByteArray &text) {
        QTest::newRow(claim) << text << QString::fromUtf8(text);
    };
    row("quotes and backslashes", R"(a "b" \c\)");
    row("control characters", QByteArray("a\nb\tc\r\x01\x7f\x1f", 9));
    row("a zero byte", QByteArray("a\0b", 3));
    row("UTF-8", "模型 – ü 🙂");
    row("bytes that are none", "a\xff\xc3(\xe2\x82");
    row("what looks like JSON", R"("},{"key":"x)");
}

void OtlpJsonTest::textsSurvive()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, read);
    ExchangeTrace trace = sample();
    trace.model = text.toStdString();
    trace.path = text.toStdString();
    trace.attempts[0].channel = text.toStdString();
    const Received received(encodeTraces(one(std::move(trace)), kExporter));
    QCOMPARE(received.problem, QString());
    QCOMPARE(received.values[0][QStringLiteral("gen_ai.request.model")].toString(), read);
    QCOMPARE(received.values[0][QStringLiteral("url.path")].toString(), read);
    QCOMPARE(received.values[1][QStringLiteral("trayrelay.channel.name")].toString(), read);
}

void OtlpJsonTest::severalExchangesStandInOneRequest()
{
    auto traces = one(sample());
    traces.push_back(std::make_unique<ExchangeTrace>(sample()));
    const Received received(encodeTraces(traces, kExporter));
    QCOMPARE(received.problem, QString());
    QCOMPARE(received.spans.size(), qsizetype{6});
}

void OtlpJsonTest::partialSuccessIsRead_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<qulonglong>("rejected");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *claim, const char *body, qulonglong rejected, const char *message) {
        QTest::newRow(claim) << QByteArray(body) << rejected << QByteArray(message);
    };
    row("full success", "{}", 0, "");
    row("as text", R"({"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}})", 3, "too old");
    row("as a number", R"({"partialSuccess":{"rejectedSpans":4}})", 4, "");
    row("a warning alone", R"({"partialSuccess":{"errorMessage":"slow\n down"}})", 0, "slow down");
    row("a count that cannot be", R"({"partialSuccess":{"rejectedSpans":"-5"}})", 0, "");
    row("no text of ours", "<html>", 0, "");
    row("nothing", "", 0, "");
    row("a list", "[1]", 0, "");
}

void OtlpJsonTest::partialSuccessIsRead()
{
    QFETCH(const QByteArray, body);
    QFETCH(const qulonglong, rejected);
    QFETCH(const QByteArray, message);
    const PartialSuccess partial = readExportResponse(body);
    QCOMPARE(qulonglong{partial.rejectedSpans}, rejected);
    QCOMPARE(QByteArray::fromStdString(partial.message), message);
}

QTEST_GUILESS_MAIN(OtlpJsonTest)
#include "tst_otlp_json.moc"
