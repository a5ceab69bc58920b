// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/answer_facts.h"

#include <simdjson.h>

#include <string>

namespace relay::dialect {

// A JSON object of any of OpenAI's answers and stream events, as far as the relay looks into it.
struct OpenAiAnswer
{
    AnswerFacts facts;
    bool hasUsage = false;     // an object with counts
    bool emptyChoices = false; // `choices: []`
    std::string type;          // of an event
};

// Reads the top level and, of an event, its `response`. What cannot be read leaves what was read before it.
OpenAiAnswer readOpenAiAnswer(simdjson::ondemand::document &document);

// A usage object alone, in any of its spellings.
model::TokenUsage readOpenAiUsage(simdjson::ondemand::object usage);

} // namespace relay::dialect
