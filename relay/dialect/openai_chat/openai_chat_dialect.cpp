// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/openai_chat/openai_chat_dialect.h"

#include "relay/dialect/error_writer.h"
#include "relay/dialect/json_parser.h"
#include "relay/dialect/key_scan.h"
#include "relay/dialect/openai_answer.h"
#include "relay/dialect/usage_reader.h"

namespace relay::dialect {

namespace {

// The last event of llama.cpp's own form of a completion, in which older ones answer under OpenAI's path too.
bool endsCompletion(std::string_view json)
{
    return (json.starts_with(R"({"content":)") || json.starts_with(R"({"index":)")) &&
           json.find(R"("stop":true)") != std::string_view::npos;
}

// Azure sends what its filter says of the prompt ahead of everything.
void noteContent(std::string_view json, StreamFacts &facts)
{
    if (!facts.sawContent)
        facts.sawContent = json.find(R"("choices":[])") == std::string_view::npos;
}

} // namespace

const OpenAiChatDialect &OpenAiChatDialect::instance()
{
    static const OpenAiChatDialect dialect;
    return dialect;
}

std::string OpenAiChatDialect::writeError(const Error &error, int /*status*/) const
{
    return openAiErrorBody(error);
}

// Libraries raise on a chunk with `error`. [DONE] follows, as servers do it: a client that looks for nothing
// else must not wait for more.
std::string OpenAiChatDialect::writeStreamError(const Error &error, std::uint64_t /*events*/) const
{
    return "data: " + openAiErrorBody(error) + "\n\ndata: [DONE]\n\n";
}

AnswerFacts OpenAiChatDialect::readAnswer(PaddedView body, JsonParser &parser) const
{
    return dialect::readAnswer(body, parser);
}

EventRole OpenAiChatDialect::observe(const StreamEvent &event, StreamFacts &facts, JsonParser &parser) const
{
    if (event.data.starts_with("[DONE]")) {
        facts.terminal = true;
        return EventRole::Ordinary;
    }
    const bool errorEvent = event.type == "error";
    bool last = false;
    if (!facts.finished) {
        last = endsCompletion(event.data);
        facts.finished = last || tellsFinish(event.data);
    }
    if (!errorEvent && !last && !scanForKeys(event.data).any() && !mayBeNumbered(event.data)) {
        noteContent(event.data, facts);
        return EventRole::Ordinary;
    }

    OpenAiAnswer answer;
    simdjson::ondemand::document document;
    if (parser.iterateCopy(event.data, document) == simdjson::SUCCESS)
        answer = readOpenAiAnswer(document);
    if (answer.hasUsage)
        noteUsage(answer.facts.usage, facts);
    if (errorEvent || answer.facts.failed) {
        noteError(answer.facts, event.data, facts);
        return EventRole::Ordinary;
    }
    if (answer.hasUsage && answer.emptyChoices)
        return EventRole::UsageOnly;
    noteContent(event.data, facts);
    return EventRole::Ordinary;
}

} // namespace relay::dialect
