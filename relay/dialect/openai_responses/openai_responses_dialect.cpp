// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/openai_responses/openai_responses_dialect.h"

#include "relay/dialect/error_writer.h"
#include "relay/dialect/json_parser.h"
#include "relay/dialect/openai_answer.h"
#include "relay/dialect/usage_reader.h"

namespace relay::dialect {

namespace {

constexpr std::string_view kSpace = " \t\r\n";

// The value of `type` where it is the first member, as every upstream writes it; empty: it is not.
std::string_view leadingType(std::string_view json)
{
    for (const std::string_view token : {"{", "\"type\"", ":", "\""}) {
        const std::size_t at = json.find_first_not_of(kSpace);
        if (at == std::string_view::npos)
            return {};
        json.remove_prefix(at);
        if (!json.starts_with(token))
            return {};
        json.remove_prefix(token.size());
    }
    const std::size_t end = json.find('"');
    return end == std::string_view::npos ? std::string_view() : json.substr(0, end);
}

// What an event is. Its data says it best: some servers name every event "message". Where the data does not
// begin with its type, the event field is believed if it can be one; empty: all of the data must be read.
std::string_view typeOf(const StreamEvent &event)
{
    if (event.type == "error")
        return event.type;
    const std::string_view type = leadingType(event.data);
    return type.empty() && event.type.starts_with("response.") ? event.type : type;
}

bool isLast(std::string_view type)
{
    return type == "response.completed" || type == "response.failed" || type == "response.incomplete" ||
           type == "response.cancelled";
}

bool isBeginning(std::string_view type)
{
    return type == "response.created" || type == "response.in_progress" || type == "response.queued";
}

} // namespace

const OpenAiResponsesDialect &OpenAiResponsesDialect::instance()
{
    static const OpenAiResponsesDialect dialect;
    return dialect;
}

std::string OpenAiResponsesDialect::writeError(const Error &error, int /*status*/) const
{
    return openAiErrorBody(error);
}

// The documented event has code and message at its top level, the one that OpenAI really sends has them in an
// `error` object, on which libraries raise: both are written.
std::string OpenAiResponsesDialect::writeStreamError(const Error &error, std::uint64_t events) const
{
    const std::string_view code = openAiErrorCode(error.kind);
    const QByteArray message = error.message.toUtf8();
    std::string out = "event: error\ndata: {\"type\":\"error\",\"sequence_number\":" + std::to_string(events);
    out += ",\"code\":";
    if (code.empty())
        out += "null";
    else
        appendJsonString(code, out);
    out += ",\"message\":";
    appendJsonString({message.data(), static_cast<std::size_t>(message.size())}, out);
    out += ",\"param\":null,\"error\":";
    appendOpenAiError(error, out);
    out += "}\n\n";
    return out;
}

AnswerFacts OpenAiResponsesDialect::readAnswer(PaddedView body, JsonParser &parser) const
{
    return dialect::readAnswer(body, parser);
}

EventRole OpenAiResponsesDialect::observe(const StreamEvent &event, StreamFacts &facts,
                                          JsonParser &parser) const
{
    if (event.data.starts_with("[DONE]")) { // not from OpenAI, but from some that speak its dialect
        facts.terminal = true;
        return EventRole::Ordinary;
    }
    const std::string_view type = typeOf(event);
    if (isBeginning(type))
        return EventRole::Ordinary;
    if (!type.empty() && !isLast(type) && type != "error") {
        facts.sawContent = true;
        return EventRole::Ordinary;
    }

    OpenAiAnswer answer;
    simdjson::ondemand::document document;
    if (parser.iterateCopy(event.data, document) == simdjson::SUCCESS)
        answer = readOpenAiAnswer(document);
    if (answer.hasUsage)
        noteUsage(answer.facts.usage, facts);
    const std::string_view told = type.empty() ? std::string_view(answer.type) : type;
    facts.terminal |= isLast(told);
    facts.sawContent |= told == "response.completed" || told == "response.incomplete";
    if (answer.facts.failed || told == "error" || told == "response.failed")
        noteError(answer.facts, event.data, facts);
    return EventRole::Ordinary;
}

} // namespace relay::dialect
