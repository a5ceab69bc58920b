// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/openai_answer.h"

#include "relay/base/text.h"
#include "relay/dialect/padded_view.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string_view>

namespace relay::dialect {

namespace {

namespace json = simdjson::ondemand;

bool isObject(json::value &value)
{
    json::json_type type{};
    return value.type().get(type) == simdjson::SUCCESS && type == json::json_type::object;
}

std::string_view textOf(json::value &value)
{
    std::string_view text;
    json::json_type type{};
    if (value.type().get(type) == simdjson::SUCCESS && type == json::json_type::string &&
        value.get_string().get(text) == simdjson::SUCCESS)
        return text;
    return {};
}

// -1: not a count. What is absurdly large is none either: it must not use up a token's quota.
std::int64_t countOf(json::value &value)
{
    std::int64_t count = 0;
    if (value.get_int64().get(count) == simdjson::SUCCESS)
        return count < 0 || count > model::kMostTokens ? -1 : count;
    double number = 0;
    if (value.get_double().get(number) == simdjson::SUCCESS && number >= 0 &&
        number <= static_cast<double>(model::kMostTokens))
        return static_cast<std::int64_t>(number);
    return -1;
}

// As it is written: no upstream writes its own keys with escapes, and decoding copies each. That far, the
// padding lets anything be read; a longer key is none of those looked for.
std::string_view keyOf(json::field &field)
{
    const char *const raw = field.key().raw();
    const auto *const end = static_cast<const char *>(std::memchr(raw, '"', kJsonPaddingBytes));
    return {raw, end ? static_cast<std::size_t>(end - raw) : kJsonPaddingBytes};
}

// Calls visit(key, value) for each member; stops at what cannot be read.
template <typename Visit>
void forEachMember(json::object &object, Visit visit)
{
    for (auto next : object) {
        json::field field;
        if (std::move(next).get(field) != simdjson::SUCCESS)
            return;
        visit(keyOf(field), field.value());
    }
}

template <typename Visit>
void forEachMember(json::value &value, Visit visit)
{
    json::object object;
    if (isObject(value) && value.get_object().get(object) == simdjson::SUCCESS)
        forEachMember(object, visit);
}

void setErrorText(AnswerFacts &facts, std::string_view text)
{
    facts.errorText = cutText(text, AnswerFacts::kMaxErrorText);
}

// The HTTP status that an error's code or type stands for; 0: it stands for none.
int statusOf(json::value &value)
{
    struct Named
    {
        std::string_view name;
        int status;
    };
    static constexpr std::array<Named, 15> kNames{{{"server_error", 500},
                                                   {"internal_error", 500},
                                                   {"internal_server_error", 500},
                                                   {"api_error", 500},
                                                   {"bad_gateway", 502},
                                                   {"upstream_error", 502},
                                                   {"service_unavailable", 503},
                                                   {"overloaded_error", 503},
                                                   {"overloaded", 503},
                                                   {"rate_limit_exceeded", 429},
                                                   {"rate_limit_error", 429},
                                                   {"insufficient_quota", 429},
                                                   {"invalid_api_key", 401},
                                                   {"authentication_error", 401},
                                                   {"invalid_request_error", 400}}};
    const std::string_view text = textOf(value);
    std::int64_t status = 0;
    if (text.empty()) {
        if (value.get_int64().get(status) != simdjson::SUCCESS)
            return 0;
    } else if (std::from_chars(text.data(), text.data() + text.size(), status).ec != std::errc()) {
        const auto found = std::ranges::find(kNames, text, &Named::name);
        return found == kNames.end() ? 0 : found->status;
    }
    return status >= 400 && status < 600 ? static_cast<int>(status) : 0;
}

bool saysNothing(json::value &value)
{
    const std::string_view token = value.raw_json_token();
    return token.starts_with("null") || token.starts_with(R"("")") || token.starts_with('0');
}

// A code or a type, and the status that it stands for.
int noteName(json::value &value, AnswerFacts &facts)
{
    facts.errorNamed |= !saysNothing(value);
    return statusOf(value);
}

// [{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.07s"}]
void readRetryDelay(json::value &value, AnswerFacts &facts)
{
    json::array details;
    json::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS || type != json::json_type::array ||
        value.get_array().get(details) != simdjson::SUCCESS)
        return;
    for (auto next : details) {
        json::value detail;
        if (std::move(next).get(detail) != simdjson::SUCCESS)
            return;
        forEachMember(detail, [&](std::string_view key, json::value member) {
            if (const std::string_view text = key == "retryDelay" ? textOf(member) : "";
                text.ends_with('s') && text.front() >= '1' && text.front() <= '9')
                facts.retryDelay = text.substr(0, text.size() - 1);
        });
    }
}

void readError(json::value &value, AnswerFacts &facts)
{
    if (!isObject(value)) {
        const std::string_view text = textOf(value);
        if (text.empty())
            return;
        facts.failed = true;
        facts.flagged |= text.find("violates usage guidelines") != std::string_view::npos; // xAI
        setErrorText(facts, text);
        return;
    }
    forEachMember(value, [&](std::string_view key, json::value member) {
        facts.failed |= !saysNothing(member); // some servers send an empty error with each answer
        if (key == "message") {
            if (const std::string_view text = textOf(member); !text.empty())
                setErrorText(facts, text);
        } else if (key == "code" || key == "type") {
            const int status = noteName(member, facts);
            if (status != 0 && (key == "code" || facts.errorStatus == 0)) // a code counts before a type
                facts.errorStatus = status;
        } else if (key == "details") {
            readRetryDelay(member, facts);
        } else if (key == "metadata") { // OpenRouter's moderation
            forEachMember(member, [&](std::string_view name, json::value) {
                facts.flagged |= name == "flagged_input";
            });
        }
    });
}

void readUsage(json::value &value, OpenAiAnswer &answer)
{
    json::object object;
    if (!isObject(value) || value.get_object().get(object) != simdjson::SUCCESS)
        return;
    const model::TokenUsage usage = readOpenAiUsage(object);
    if (!usage.known())
        return;
    answer.hasUsage = true;
    answer.facts.usage = usage;
}

// Usage or an error where only some put them: a choice's (Moonshot; OpenRouter's error), or Groq's own
// object.
void readAside(std::string_view key, json::value &value, OpenAiAnswer &answer)
{
    if (key == "usage" && !answer.hasUsage)
        readUsage(value, answer);
    else if (key == "error")
        readError(value, answer.facts);
}

// MiniMax answers 200 whatever has happened, and numbers it in its own way.
void readMiniMax(json::value &value, AnswerFacts &facts)
{
    struct Numbered
    {
        std::int64_t code;
        int status;
    };
    static constexpr std::array<Numbered, 10> kCodes{{{1000, 500},
                                                      {1001, 500},
                                                      {1024, 500},
                                                      {1033, 500},
                                                      {1002, 429},   // calls a minute
                                                      {1039, 429},   // tokens a minute
                                                      {2056, 429},   // the plan is used up
                                                      {1004, 401},   // no key
                                                      {2049, 401},   // a wrong one
                                                      {1008, 402}}}; // no money
    std::int64_t code = 0;
    std::string text;
    forEachMember(value, [&](std::string_view key, json::value member) {
        if (key == "status_msg")
            text = textOf(member);
        else if (key == "status_code" && member.get_int64().get(code) != simdjson::SUCCESS)
            code = 0;
    });
    if (code == 0)
        return;
    facts.failed = true;
    facts.errorNamed = true;
    const auto found = std::ranges::find(kCodes, code, &Numbered::code);
    facts.errorStatus = found == kCodes.end() ? 400 : found->status;
    setErrorText(facts, text);
}

void readChoices(json::value &value, OpenAiAnswer &answer)
{
    json::array choices;
    json::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS)
        return;
    answer.emptyChoices = type == json::json_type::array || type == json::json_type::null;
    if (type != json::json_type::array || value.get_array().get(choices) != simdjson::SUCCESS)
        return;
    for (auto next : choices) {
        answer.emptyChoices = false;
        json::value choice;
        if (std::move(next).get(choice) != simdjson::SUCCESS)
            return;
        forEachMember(choice, [&](std::string_view key, json::value member) {
            if (key == "finish_reason")
                answer.facts.finish = textOf(member);
            else
                readAside(key, member, answer);
        });
        return; // the first one speaks for all
    }
}

// What the total has beyond both. Some gateways count what came from the cache, or went there, beside the
// prompt. Some count thinking in the total alone (Gemini), or beside what was written (xAI); it is paid like
// that.
void addUncounted(model::TokenUsage &usage, std::int64_t total, std::int64_t cacheWritten)
{
    if (usage.prompt < 0 || usage.completion < 0)
        return;
    std::int64_t beyond = total - usage.prompt - usage.completion;
    const std::int64_t cache =
        std::max<std::int64_t>(usage.cached, 0) + std::max<std::int64_t>(cacheWritten, 0);
    const bool thoughtBeside = usage.reasoning > 0 && beyond == cache + usage.reasoning;
    if (cache > 0 && (beyond == cache || thoughtBeside || usage.cached > usage.prompt)) {
        usage.prompt += cache;
        if (beyond == cache)
            beyond = 0;
        else if (beyond != usage.reasoning) // the total may leave out the cache, or part of it: who knows
            beyond = std::max<std::int64_t>(beyond - cache, 0);
    }
    if (beyond > 0) {
        usage.completion += beyond;
        if (usage.reasoning < 0)
            usage.reasoning = beyond;
    }
}

// What one provider alone has at the top level.
void readRare(std::string_view key, json::value &value, OpenAiAnswer &answer, model::TokenUsage &native)
{
    if (key == "x_groq") {
        forEachMember(value,
                      [&](std::string_view name, json::value member) { readAside(name, member, answer); });
    } else if (key == "meta") { // of rerankers
        forEachMember(value, [&](std::string_view name, json::value member) {
            if (name == "tokens" && !answer.hasUsage)
                readUsage(member, answer);
        });
    } else if (key == "base_resp") {
        readMiniMax(value, answer.facts);
    } else if (key == "tokens_evaluated") { // llama.cpp's own form of a completion
        native.prompt = countOf(value);
    } else if (key == "tokens_predicted") {
        native.completion = countOf(value);
    }
}

void readTop(json::object &top, OpenAiAnswer &answer)
{
    std::string message; // of an error without an object of its own
    int status = 0;      // the same
    model::TokenUsage native;
    const auto readResponse = [&](std::string_view key, json::value value) {
        if (key == "usage")
            readUsage(value, answer);
        else if (key == "error")
            readError(value, answer.facts);
        else if (key == "status")
            answer.facts.finish = textOf(value);
    };
    forEachMember(top, [&](std::string_view key, json::value value) {
        if (key == "usage" || key == "error" || key == "status")
            readResponse(key, value);
        else if (key == "choices")
            readChoices(value, answer);
        else if (key == "response")
            forEachMember(value, readResponse);
        else if (key == "type")
            answer.type = textOf(value);
        else if (key == "object")
            answer.facts.failed |= value.raw_json_token().starts_with("\"error\""); // vLLM, Mistral
        else if (key == "code")
            status = noteName(value, answer.facts);
        else if (key == "message" || key == "detail")
            message = textOf(value);
        else
            readRare(key, value, answer, native);
    });
    if (!answer.hasUsage && native.known()) {
        answer.hasUsage = true;
        answer.facts.usage = native;
    }
    if (answer.type == "error")
        answer.facts.failed = true;
    if (answer.facts.errorStatus == 0)
        answer.facts.errorStatus = status;
    if (answer.facts.errorText.empty() && !answer.hasUsage)
        setErrorText(answer.facts, message);
}

} // namespace

model::TokenUsage readOpenAiUsage(simdjson::ondemand::object object)
{
    model::TokenUsage usage;
    std::int64_t total = -1;
    std::int64_t cacheHit = -1;
    std::int64_t cacheWritten = -1;
    std::int64_t thought = -1;
    const auto readDetail = [](json::value &value, std::string_view name, std::int64_t &count) {
        forEachMember(value, [&](std::string_view key, json::value member) {
            if (key == name)
                count = countOf(member);
        });
    };
    forEachMember(object, [&](std::string_view key, json::value value) {
        if (!key.ends_with("_tokens")) {
            if (key == "prompt_tokens_details" || key == "input_tokens_details")
                readDetail(value, "cached_tokens", usage.cached);
            else if (key == "completion_tokens_details" || key == "output_tokens_details")
                readDetail(value, "reasoning_tokens", usage.reasoning);
        } else if (key == "prompt_tokens" || key == "input_tokens") {
            usage.prompt = countOf(value);
        } else if (key == "completion_tokens" || key == "output_tokens") {
            usage.completion = countOf(value);
        } else if (key == "total_tokens") {
            total = countOf(value);
        } else if (key == "prompt_cache_hit_tokens" || key == "cached_tokens" ||
                   key == "cache_read_input_tokens") {
            cacheHit = countOf(value); // DeepSeek, Moonshot, gateways to Anthropic
        } else if (key == "cache_creation_input_tokens") {
            cacheWritten = countOf(value);
        } else if (key == "reasoning_tokens") {
            thought = countOf(value); // Perplexity, SGLang
        }
    });
    if (usage.cached < 0)
        usage.cached = cacheHit;
    if (usage.reasoning < 0)
        usage.reasoning = thought;
    if (!usage.known())
        usage.prompt = total; // rerankers count nothing else
    addUncounted(usage, total, cacheWritten);
    return usage;
}

OpenAiAnswer readOpenAiAnswer(simdjson::ondemand::document &document)
{
    OpenAiAnswer answer;
    json::json_type type{};
    json::object top;
    if (document.type().get(type) != simdjson::SUCCESS)
        return answer;
    if (type == json::json_type::object && document.get_object().get(top) == simdjson::SUCCESS)
        readTop(top, answer);
    json::array list;
    if (type != json::json_type::array || document.get_array().get(list) != simdjson::SUCCESS)
        return answer;
    for (auto next : list) {
        json::value first;
        if (std::move(next).get(first) == simdjson::SUCCESS && isObject(first) &&
            first.get_object().get(top) == simdjson::SUCCESS)
            readTop(top, answer);
        break;
    }
    // Gemini puts its errors into an array; nobody does that with an answer.
    return answer.facts.failed ? answer : OpenAiAnswer();
}

} // namespace relay::dialect
