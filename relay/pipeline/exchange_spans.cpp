// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/exchange.h"
#include "relay/pipeline/shown_path.h"

#include <algorithm>
#include <chrono>
#include <utility>

// What of an exchange becomes its spans. Nothing here runs while no collector is set, or when the client's
// trace is not sampled: then its `traceparent` and `tracestate` go upstream as they came.
namespace relay::pipeline {

namespace {

constexpr std::string_view kTraceParent = "traceparent";
constexpr std::string_view kTraceState = "tracestate";
constexpr std::size_t kMostStateBytes = 512; // W3C: so much at least should be passed on

struct ClientTrace
{
    std::string_view parent;
    int parents = 0;
    std::string state; // all its fields as one
};

ClientTrace clientTrace(const http::RequestHead &head)
{
    ClientTrace trace;
    for (const http::HeaderField &field : head.fields) {
        if (field.id != http::HeaderId::Other)
            continue;
        if (http::equalsIgnoreCase(field.name, kTraceParent)) {
            trace.parent = field.value;
            ++trace.parents;
        } else if (http::equalsIgnoreCase(field.name, kTraceState)) {
            trace.state.append(trace.state.empty() ? "" : ",").append(field.value);
        }
    }
    return trace;
}

void eraseField(std::string &lines, std::string_view name)
{
    std::size_t begin = 0;
    while (begin < lines.size()) {
        const std::size_t end = lines.find("\r\n", begin) + 2;
        const std::string_view line(lines.data() + begin, end - begin);
        if (http::equalsIgnoreCase(line.substr(0, line.find(':')), name))
            lines.erase(begin, end - begin);
        else
            begin = end;
    }
}

// The conventions' own words, where there are.
std::string_view operationOf(dialect::Endpoint::Kind kind)
{
    using Kind = dialect::Endpoint::Kind;
    switch (kind) {
    case Kind::ChatCompletions:
    case Kind::Responses:
        return "chat";
    case Kind::Completions:
        return "text_completion";
    case Kind::Embeddings:
        return "embeddings";
    case Kind::ResponseInputTokens:
        return "count_tokens";
    case Kind::ResponseCompact:
        return "compact";
    case Kind::ResponseObject:
        return "response";
    case Kind::Moderations:
        return "moderation";
    case Kind::ImageGenerations:
    case Kind::ImageEdits:
        return "image";
    case Kind::AudioSpeech:
        return "speech";
    case Kind::AudioTranscriptions:
        return "transcription";
    case Kind::AudioTranslations:
        return "translation";
    case Kind::Rerank:
        return "rerank";
    case Kind::Models:
    case Kind::Model:
        break; // answered without an attempt
    }
    return "models";
}

std::string_view providerOf(model::ChannelType type)
{
    switch (type) {
    case model::ChannelType::Anthropic:
        return "anthropic";
    case model::ChannelType::Gemini:
        return "gcp.gemini";
    case model::ChannelType::Ollama:
        return "ollama";
    case model::ChannelType::Azure:
        return "azure.ai.openai";
    case model::ChannelType::Demo:
        return "trayrelay.demo";
    case model::ChannelType::OpenAi:
    case model::ChannelType::OpenAiCompatible:
        break;
    }
    return "openai"; // by whose conventions it speaks
}

std::int64_t unixNanosNow()
{
    return std::chrono::duration_cast<Nanos>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace

void Exchange::beginTrace(const http::RequestHead &head)
{
    ClientTrace client = clientTrace(head);
    const auto parent = client.parents == 1 ? telemetry::parseTraceparent(client.parent) : std::nullopt;
    if (parent && !parent->sampled())
        return;
    m_trace = m_context.traces->begin(parent);
    if (parent && client.state.size() <= kMostStateBytes)
        m_trace->traceState = std::move(client.state);
    m_trace->startUnixNs = unixNanosNow() - (m_context.loop.now() - m_startedAt).count();
    m_trace->requestId = m_requestId;
    m_trace->method.assign(m_methodText);
    m_trace->path = shownPath(m_path);
    m_trace->route.assign("/v1").append(m_endpoint->upstreamPath);
    if (m_endpoint->kind == dialect::Endpoint::Kind::ResponseObject)
        m_trace->route.append("/{id}");
    m_trace->operation = operationOf(m_endpoint->kind);
}

// The upstream's parent is an attempt of ours. Of a trace that is none, nothing is passed on.
void Exchange::dropTraceFields()
{
    eraseField(m_forwarded, kTraceParent);
    if (m_trace->parent == 0)
        eraseField(m_forwarded, kTraceState);
}

void Exchange::beginSpan(const UpstreamTarget *target)
{
    const model::Channel &channel = *m_candidate->channel;
    telemetry::AttemptTrace &attempt = m_trace->attempts.emplace_back();
    attempt.span = m_context.traces ? m_context.traces->newSpan() : m_trace->own.span;
    attempt.begin = m_attemptAt - m_startedAt;
    attempt.end = attempt.begin;
    attempt.channelId = channel.id;
    attempt.channel = channel.name;
    attempt.provider = providerOf(channel.type);
    attempt.model.assign(m_candidate->upstreamModel);
    if (target && target->upstream) {
        attempt.host = target->upstream->origin().host;
        attempt.port = target->upstream->origin().port;
    }
}

void Exchange::appendTraceParent(const UpstreamTarget &target)
{
    if (std::ranges::find(target.ownHeaders, kTraceParent) != target.ownHeaders.end())
        return; // the channel's own takes its place
    telemetry::TraceContext context = m_trace->own;
    context.span = m_trace->attempts.back().span;
    m_head.append(kTraceParent).append(": ");
    telemetry::appendTraceparent(m_head, context);
    m_head.append("\r\n");
}

void Exchange::noteFailure(telemetry::Failure failure)
{
    m_trace->attempts.back().failure = failure;
}

// Of an answer that is passed on piece by piece only its head has come: see endTrace().
void Exchange::endSpan(SteadyTime now)
{
    telemetry::AttemptTrace &attempt = m_trace->attempts.back();
    attempt.end = now - m_startedAt;
    attempt.status = m_status;
}

void Exchange::noteTraced(const model::UsageRecord &record)
{
    using telemetry::Failure;
    m_trace->model = record.model;
    m_trace->stream = record.stream;
    m_trace->status = record.status;
    m_trace->usage = record.usage;
    if (m_trace->attempts.empty())
        return;
    telemetry::AttemptTrace &last = m_trace->attempts.back();
    m_trace->channel = last.channel;
    if (m_phase == Phase::Passing && record.status == kClientGone)
        last.failure = Failure::Dropped;
    else if (m_stream && m_stream->failed() && last.failure == Failure::None)
        last.failure = Failure::Stream;
    if (m_phase == Phase::Passing && record.failed)
        m_trace->failure = last.failure;
}

void Exchange::endTrace()
{
    m_trace->duration = m_context.loop.now() - m_startedAt;
    if (m_phase == Phase::Passing)
        m_trace->attempts.back().end = m_trace->duration;
    if (m_context.traces) // or the collector was taken away meanwhile
        m_context.traces->handIn(std::move(m_trace));
    m_trace.reset();
}

} // namespace relay::pipeline
