// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

// The request and the answers of the measurement: 500 bytes in, 600 bytes out, or a stream of chunks of
// about 200 bytes. Both ends know them, so that the load client can compare every answer whole. Pure.
namespace bench {

constexpr std::size_t kRequestBodyBytes = 500;
constexpr std::size_t kAnswerBodyBytes = 600;
constexpr std::size_t kEventBytes = 200;

// `before` + words up to `bytes` in all + `after`.
inline std::string filledTo(std::size_t bytes, std::string_view before, std::string_view after)
{
    constexpr std::string_view kWords = "the relay hands on what it was given and keeps the count of it ";
    std::string text(before);
    for (std::size_t i = 0; text.size() + after.size() < bytes; ++i)
        text.push_back(kWords[i % kWords.size()]);
    return text.append(after);
}

inline std::string requestBody(std::string_view model, bool stream)
{
    std::string before = R"({"model":")" + std::string(model) + '"';
    if (stream)
        before += R"(,"stream":true,"stream_options":{"include_usage":true})";
    before += R"(,"temperature":0.7,"messages":[{"role":"system","content":"Answer briefly."},)"
              R"({"role":"user","content":")";
    return filledTo(kRequestBodyBytes, before, R"("}]})");
}

inline std::string answerBody()
{
    return filledTo(
        kAnswerBodyBytes,
        R"({"id":"chatcmpl-bench0000000000000001","object":"chat.completion","created":1700000000,)"
        R"("model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":")",
        R"("},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":87,"completion_tokens":61,)"
        R"("total_tokens":148,"prompt_tokens_details":{"cached_tokens":16}}})");
}

inline std::string streamEvent(std::string_view finishReason)
{
    return filledTo(
        kEventBytes,
        R"(data: {"id":"chatcmpl-bench0000000000000001","object":"chat.completion.chunk","created":1700000000,)"
        R"("model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":")",
        R"("},"finish_reason":)" + std::string(finishReason) + "}]}\n\n");
}

inline std::string streamUsageEvent()
{
    return R"(data: {"id":"chatcmpl-bench0000000000000001","object":"chat.completion.chunk","created":1700000000,)"
           R"("model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":87,"completion_tokens":61,)"
           "\"total_tokens\":148}}\n\n";
}

constexpr std::string_view kStreamDone = "data: [DONE]\n\n";

} // namespace bench
