// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace relay::dialect {

class Dialect;

// One path of the outside that the relay passes on. All of them live in one table for ever. Thread-safe.
struct Endpoint
{
    enum class Kind {
        ChatCompletions,
        Completions,
        Embeddings,
        Responses,
        ResponseInputTokens, // POST /responses/input_tokens: counts, generates nothing
        ResponseCompact,     // POST /responses/compact
        ResponseObject,      // /responses/{id} and below: no model, usually no body
        Moderations,
        ImageGenerations,
        ImageEdits,
        AudioSpeech,
        AudioTranscriptions,
        AudioTranslations,
        Rerank,
        Models, // answered by the relay itself
        Model,  // the same, EndpointMatch::rest is the model's name
    };
    enum class Body { None, Json, Multipart };

    Kind kind = Kind::ChatCompletions;
    std::string_view upstreamPath;  // appended to a base URL that ends in /v1, then EndpointMatch::rest
    Body body = Body::Json;         // Multipart: JSON is taken as well
    bool streamUsageOption = false; // takes stream_options.include_usage
    std::string_view defaultModel;  // what the API assumes where the model may be missing; empty: required
    const Dialect *dialect = nullptr;

    bool acceptsMethod(std::string_view method) const;
    // Its streams say how they ended, be it without [DONE]; those of audio and images need not.
    bool streamsTellTheirEnd() const
    {
        return streamUsageOption || kind == Kind::Responses || kind == Kind::ResponseObject;
    }
};

struct EndpointMatch
{
    const Endpoint *endpoint = nullptr; // null: no such path
    std::string_view rest;  // for ResponseObject "/resp_1/cancel", for Model the name; views the path
    std::string_view model; // from /openai/deployments/{model}/...; mostly empty

    explicit operator bool() const { return endpoint != nullptr; }
};

// Path as clients really send it: /v1 doubled or missing, doubled or trailing slashes, a query. Thread-safe.
EndpointMatch findEndpoint(std::string_view path);

} // namespace relay::dialect
