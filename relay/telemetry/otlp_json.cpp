// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/telemetry/otlp_json.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <string_view>

// How the values look on the wire, by opentelemetry-proto's trace.proto and the JSON mapping of the OTLP
// specification. An exchange is a span of kind SERVER, named by method and route; each attempt is a span of
// kind CLIENT below it, named by operation and model, as the semantic conventions for HTTP and for generative
// AI want. What the conventions have no name for begins with `trayrelay.`. Tokens stand on the exchange
// alone: on both, whoever sums would count them twice. A server's span is an error from status 500 on, or
// when its answer broke after a good beginning; a client's from 400 on, or without an answer.
namespace relay::telemetry {

namespace {

constexpr int kServerSpan = 2;
constexpr int kClientSpan = 3;
constexpr int kErrorStatus = 2;
constexpr qsizetype kMostMessageChars = 200;

std::string_view wordOf(Failure failure)
{
    switch (failure) {
    case Failure::None:
        return {};
    case Failure::NotSent:
        return "not_sent";
    case Failure::ConnectFailed:
        return "connect_failed";
    case Failure::Timeout:
        return "timeout";
    case Failure::Broken:
        return "connection_broken";
    case Failure::Redirect:
        return "redirect";
    case Failure::Dropped:
        return "cancelled";
    case Failure::Stream:
        return "stream_error";
    }
    return {};
}

std::string errorType(int status, int firstError, Failure failure)
{
    return status >= firstError ? std::to_string(status) : std::string(wordOf(failure));
}

bool isAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; });
}

class JsonWriter final
{
public:
    void raw(std::string_view text) { m_text.append(text); }
    void number(std::int64_t value) { m_text.append(std::to_string(value)); }
    void string(std::string_view value)
    {
        m_text += '"';
        if (isAscii(value))
            escaped(value);
        else
            escaped(QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())).toStdString());
        m_text += '"';
    }

    void beginAttributes()
    {
        raw(R"("attributes":[)");
        m_first = true;
    }
    void attribute(std::string_view key, std::string_view value) // left out where it says nothing
    {
        if (value.empty())
            return;
        begin(key);
        raw(R"("stringValue":)");
        string(value);
        raw("}}");
    }
    void attribute(std::string_view key, std::int64_t value)
    {
        begin(key);
        raw(R"("intValue":")");
        number(value);
        raw("\"}}");
    }
    void attribute(std::string_view key, bool value)
    {
        begin(key);
        raw(value ? R"("boolValue":true}})" : R"("boolValue":false}})");
    }
    void endAttributes() { raw("]"); }

    QByteArray bytes() const { return QByteArray::fromStdString(m_text); }

private:
    void begin(std::string_view key)
    {
        raw(m_first ? R"({"key":)" : R"(,{"key":)");
        string(key);
        raw(R"(,"value":{)");
        m_first = false;
    }
    void escaped(std::string_view text)
    {
        constexpr std::string_view kHex = "0123456789abcdef";
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\')
                m_text.append(1, '\\').append(1, c);
            else if (byte < 0x20 || byte == 0x7f)
                m_text.append("\\u00").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 15U]);
            else
                m_text += c;
        }
    }

    std::string m_text;
    bool m_first = true;
};

struct SpanHead
{
    TraceId trace;
    std::uint64_t span = 0;
    std::uint64_t parent = 0;
    std::string_view traceState;
    std::string_view name;
    int kind = 0;
    std::int64_t startNs = 0; // Unix
    std::int64_t endNs = 0;
};

void writeHead(JsonWriter &out, const SpanHead &head)
{
    std::string ids = R"({"traceId":")";
    appendHex(ids, head.trace);
    ids += R"(","spanId":")";
    appendHex(ids, head.span);
    if (head.parent != 0) {
        ids += R"(","parentSpanId":")";
        appendHex(ids, head.parent);
    }
    out.raw(ids);
    out.raw("\",");
    if (!head.traceState.empty()) {
        out.raw(R"("traceState":)");
        out.string(head.traceState);
        out.raw(",");
    }
    out.raw(R"("name":)");
    out.string(head.name);
    out.raw(R"(,"kind":)");
    out.number(head.kind);
    out.raw(R"(,"startTimeUnixNano":")");
    out.number(head.startNs);
    out.raw(R"(","endTimeUnixNano":")");
    out.number(std::max(head.startNs, head.endNs));
    out.raw("\",");
}

void writeEnd(JsonWriter &out, const std::string &error)
{
    out.attribute("error.type", std::string_view(error));
    out.endAttributes();
    if (!error.empty()) {
        out.raw(R"(,"status":{"code":)");
        out.number(kErrorStatus);
        out.raw("}");
    }
    out.raw("}");
}

void writeCount(JsonWriter &out, std::string_view key, std::int64_t count)
{
    if (count >= 0) // the provider told it
        out.attribute(key, count);
}

std::string nameOf(const ExchangeTrace &trace)
{
    return trace.route.empty() ? trace.method : trace.method + " " + trace.route;
}

void writeExchange(JsonWriter &out, const ExchangeTrace &trace)
{
    const std::string name = nameOf(trace);
    writeHead(out, {.trace = trace.own.trace,
                    .span = trace.own.span,
                    .parent = trace.parent,
                    .traceState = trace.traceState,
                    .name = name,
                    .kind = kServerSpan,
                    .startNs = trace.startUnixNs,
                    .endNs = trace.startUnixNs + trace.duration.count()});
    out.beginAttributes();
    out.attribute("http.request.method", std::string_view(trace.method));
    out.attribute("url.scheme", std::string_view("http"));
    out.attribute("url.path", std::string_view(trace.path));
    out.attribute("http.route", std::string_view(trace.route));
    out.attribute("http.response.status_code", std::int64_t{trace.status});
    out.attribute("gen_ai.request.model", std::string_view(trace.model));
    writeCount(out, "gen_ai.usage.input_tokens", trace.usage.prompt);
    writeCount(out, "gen_ai.usage.output_tokens", trace.usage.completion);
    writeCount(out, "gen_ai.usage.cache_read.input_tokens", trace.usage.cached);
    writeCount(out, "gen_ai.usage.reasoning.output_tokens", trace.usage.reasoning);
    std::string requestId;
    appendHex(requestId, trace.requestId);
    out.attribute("trayrelay.request_id", std::string_view(requestId));
    out.attribute("trayrelay.stream", trace.stream);
    out.attribute("trayrelay.channel.name", std::string_view(trace.channel));
    writeEnd(out, errorType(trace.status, 500, trace.failure));
}

void writeAttempt(JsonWriter &out, const ExchangeTrace &trace, const AttemptTrace &attempt, int number)
{
    std::string name(trace.operation);
    if (!attempt.model.empty())
        name.append(name.empty() ? "" : " ").append(attempt.model);
    writeHead(out, {.trace = trace.own.trace,
                    .span = attempt.span,
                    .parent = trace.own.span,
                    .traceState = trace.traceState,
                    .name = name,
                    .kind = kClientSpan,
                    .startNs = trace.startUnixNs + attempt.begin.count(),
                    .endNs = trace.startUnixNs + attempt.end.count()});
    out.beginAttributes();
    out.attribute("gen_ai.operation.name", trace.operation);
    out.attribute("gen_ai.provider.name", attempt.provider);
    out.attribute("gen_ai.request.model", std::string_view(attempt.model));
    out.attribute("http.request.method", std::string_view(trace.method));
    if (number > 0)
        out.attribute("http.request.resend_count", std::int64_t{number});
    if (attempt.status != 0)
        out.attribute("http.response.status_code", std::int64_t{attempt.status});
    if (!attempt.host.empty()) {
        out.attribute("server.address", std::string_view(attempt.host));
        out.attribute("server.port", std::int64_t{attempt.port});
    }
    out.attribute("trayrelay.channel.id", attempt.channelId);
    out.attribute("trayrelay.channel.name", std::string_view(attempt.channel));
    writeEnd(out, errorType(attempt.status, 400, attempt.failure));
}

} // namespace

QByteArray encodeTraces(std::span<const std::unique_ptr<ExchangeTrace>> traces, const Exporter &exporter)
{
    JsonWriter out;
    out.raw(R"({"resourceSpans":[{"resource":{)");
    out.beginAttributes();
    out.attribute("service.name", std::string_view("trayrelay"));
    out.attribute("service.version", std::string_view(exporter.version));
    out.attribute("service.instance.id", std::string_view(exporter.instanceId));
    out.endAttributes();
    out.raw(R"(},"scopeSpans":[{"scope":{"name":"trayrelay","version":)");
    out.string(exporter.version);
    out.raw(R"(},"spans":[)");
    bool first = true;
    for (const auto &trace : traces) {
        out.raw(first ? "" : ",");
        first = false;
        writeExchange(out, *trace);
        int number = 0;
        for (const AttemptTrace &attempt : trace->attempts) {
            out.raw(",");
            writeAttempt(out, *trace, attempt, number++);
        }
    }
    out.raw("]}]}]}");
    return out.bytes();
}

PartialSuccess readExportResponse(const QByteArray &body)
{
    const QJsonObject partial = QJsonDocument::fromJson(body)[QStringLiteral("partialSuccess")].toObject();
    // 64 bits stand as text, but a number is taken as well.
    const QJsonValue rejected = partial[QStringLiteral("rejectedSpans")];
    const qint64 count = rejected.isString() ? rejected.toString().toLongLong() : rejected.toInteger();
    QString message = partial[QStringLiteral("errorMessage")].toString().left(kMostMessageChars).simplified();
    return {.rejectedSpans = count > 0 ? static_cast<std::uint64_t>(count) : 0,
            .message = message.toStdString()};
}

} // namespace relay::telemetry
