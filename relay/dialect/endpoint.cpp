// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/endpoint.h"

#include "relay/dialect/openai_chat/openai_chat_dialect.h"
#include "relay/dialect/openai_responses/openai_responses_dialect.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <cstddef>

namespace relay::dialect {

namespace {

using Kind = Endpoint::Kind;
using Body = Endpoint::Body;

constexpr std::size_t kMaxSegments = 8; // no known path has more; ids with slashes are taken as they are

const std::array<Endpoint, 16> &table()
{
    const Dialect *const chat = &OpenAiChatDialect::instance();
    const Dialect *const responses = &OpenAiResponsesDialect::instance();
    static const std::array<Endpoint, 16> endpoints{{
        {Kind::ChatCompletions, "/chat/completions", Body::Json, true, {}, chat},
        {Kind::Embeddings, "/embeddings", Body::Json, false, {}, chat},
        {Kind::Responses, "/responses", Body::Json, false, {}, responses},
        {Kind::Completions, "/completions", Body::Json, true, {}, chat},
        {Kind::ResponseInputTokens, "/responses/input_tokens", Body::Json, false, {}, responses},
        {Kind::ResponseCompact, "/responses/compact", Body::Json, false, {}, responses},
        {Kind::ResponseObject, "/responses", Body::None, false, {}, responses},
        {Kind::Moderations, "/moderations", Body::Json, false, "omni-moderation-latest", chat},
        {Kind::ImageGenerations, "/images/generations", Body::Json, false, "dall-e-2", chat},
        {Kind::ImageEdits, "/images/edits", Body::Multipart, false, "dall-e-2", chat},
        {Kind::AudioSpeech, "/audio/speech", Body::Json, false, {}, chat},
        {Kind::AudioTranscriptions, "/audio/transcriptions", Body::Multipart, false, {}, chat},
        {Kind::AudioTranslations, "/audio/translations", Body::Multipart, false, {}, chat},
        {Kind::Rerank, "/rerank", Body::Json, false, {}, chat},
        {Kind::Models, "/models", Body::None, false, {}, chat},
        {Kind::Model, "/models", Body::None, false, {}, chat},
    }};
    return endpoints;
}

const Endpoint &byKind(Kind kind)
{
    for (const Endpoint &endpoint : table()) {
        if (endpoint.kind == kind)
            return endpoint;
    }
    Q_UNREACHABLE();
}

// "chat/completions" equals the segments from `at` on.
bool endsLike(std::string_view upstreamPath, const std::string_view *segment, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        if (upstreamPath.size() <= segment[i].size() || upstreamPath.front() != '/' ||
            upstreamPath.substr(1, segment[i].size()) != segment[i])
            return false;
        upstreamPath.remove_prefix(1 + segment[i].size());
    }
    return upstreamPath.empty();
}

// From the first byte of `segment` to the path's end, without closing slashes.
std::string_view from(std::string_view segment, std::string_view path)
{
    const auto at = static_cast<std::size_t>(segment.data() - path.data());
    std::string_view rest = path.substr(at);
    while (!rest.empty() && rest.back() == '/')
        rest.remove_suffix(1);
    return rest;
}

// It goes upstream in a path, behind the provider's key: nothing that a server could take for another place.
bool isPlainId(std::string_view segment)
{
    constexpr std::string_view kMarks = "-_.~:=";
    return segment.find_first_not_of('.') != std::string_view::npos &&
           std::ranges::all_of(segment, [&](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      kMarks.find(c) != std::string_view::npos;
           });
}

EndpointMatch matchSegments(std::string_view path, const std::string_view *segment, std::size_t count)
{
    if (count == 0)
        return {};
    if (count >= 2 && segment[0] == "models")
        return {&byKind(Kind::Model), from(segment[1], path), {}};
    for (const Endpoint &endpoint : table()) {
        if (endpoint.kind != Kind::ResponseObject && endpoint.kind != Kind::Model &&
            endsLike(endpoint.upstreamPath, segment, count))
            return {&endpoint, {}, {}};
    }
    if (count >= 2 && count <= 3 && segment[0] == "responses" &&
        std::all_of(segment + 1, segment + count, isPlainId)) {
        const std::string_view rest = from(segment[1], path);
        return {&byKind(Kind::ResponseObject), {rest.data() - 1, rest.size() + 1}, {}}; // with its slash
    }
    return {};
}

} // namespace

bool Endpoint::acceptsMethod(std::string_view method) const
{
    switch (kind) {
    case Kind::Models:
    case Kind::Model:
        return method == "GET" || method == "HEAD";
    case Kind::ResponseObject:
        return method == "GET" || method == "POST" || method == "DELETE";
    default:
        return method == "POST";
    }
}

EndpointMatch findEndpoint(std::string_view path)
{
    if (path == "/v1/chat/completions")
        return {&table().front(), {}, {}};

    path = path.substr(0, path.find('?'));
    std::array<std::string_view, kMaxSegments> segments;
    std::size_t count = 0;
    for (std::size_t at = 0; at < path.size() && count < segments.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string_view segment = path.substr(at, end - at);
        if (!segment.empty() && !(count == 0 && segment == "v1"))
            segments[count++] = segment;
        at = end + 1;
    }

    // Azure's paths and those of Groq's library begin with /openai, Gemini's with /v1beta/openai.
    const std::string_view *segment = segments.data();
    const std::string_view *const end = segment + count;
    if (end - segment >= 2 && segment[0] == "v1beta" && segment[1] == "openai")
        ++segment;
    const bool openAi = segment != end && *segment == "openai";
    if (openAi && end - segment >= 4 && segment[1] == "deployments") {
        EndpointMatch match = matchSegments(path, segment + 3, static_cast<std::size_t>(end - segment - 3));
        if (match)
            match.model = segment[2];
        return match;
    }
    if (openAi)
        segment += end - segment >= 2 && segment[1] == "v1" ? 2 : 1;
    return matchSegments(path, segment, static_cast<std::size_t>(end - segment));
}

} // namespace relay::dialect
