// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/error.h"
#include "relay/base/text.h"
#include "relay/dialect/answer_facts.h"
#include "relay/dialect/padded_view.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace relay::dialect {

// One server-sent event; data is its lines joined.
struct StreamEvent
{
    std::string_view type; // the event field; empty: none
    std::string_view data;
};

// What a stream has shown so far. A value.
struct StreamFacts
{
    model::TokenUsage usage;
    std::string errorText;
    std::uint64_t dataEvents = 0; // events with data
    bool terminal = false;        // said that it is complete
    bool finished = false;        // a choice has told why it ended
    bool failed = false;
    bool failedAtOnce = false; // with its first event
    int errorStatus = 0;       // AnswerFacts::errorStatus
    bool errorNamed = false;   // likewise
    bool sawContent = false;   // something of the answer itself
    std::string aside;         // an error's text in a field that clients do not know
};

// Counts are cumulative: the last ones are right, but for those of an event that has nothing to count.
inline void noteUsage(const model::TokenUsage &usage, StreamFacts &facts)
{
    if (usage.prompt > 0 || usage.completion > 0 || !facts.usage.known())
        facts.usage = usage;
}

// What came with an error that has no message, unless it may hold parts of an answer or a request: those are
// kept nowhere.
inline std::string_view tellable(std::string_view data)
{
    for (const std::string_view member : {R"("choices")", R"("response")", R"("output")", R"("content")"}) {
        if (data.find(member) != std::string_view::npos)
            return "an error without a message";
    }
    return data;
}

// What an event's error tells, or else all that came with it; of several the first that names a status
// counts.
inline void noteError(const AnswerFacts &answer, std::string_view data, StreamFacts &facts)
{
    facts.failed = true;
    facts.errorNamed |= answer.errorNamed;
    if (facts.errorStatus == 0)
        facts.errorStatus = answer.errorStatus;
    if (!answer.errorText.empty())
        facts.errorText = answer.errorText;
    else if (facts.errorText.empty())
        facts.errorText = cutText(tellable(data), AnswerFacts::kMaxErrorText);
}

enum class EventRole {
    Ordinary,
    UsageOnly, // carries nothing but usage: hidden from a client that did not ask
};

// One wire protocol as its clients see it. A dialect that is translated gets its reader and writer of the
// neutral conversation beside these. Pure: no socket, clock or state. Thread-safe.
class Dialect
{
public:
    virtual ~Dialect() = default;

    // A whole error body. `status` is the answer's; the text says what to do.
    virtual std::string writeError(const Error &error, int status) const = 0;

    // Ends a stream that has begun; `events` is StreamFacts::dataEvents.
    virtual std::string writeStreamError(const Error &error, std::uint64_t events) const = 0;

    virtual AnswerFacts readAnswer(PaddedView body, JsonParser &parser) const = 0;

    // Updates `facts`. Called for every event: must not parse what cannot matter.
    virtual EventRole observe(const StreamEvent &event, StreamFacts &facts, JsonParser &parser) const = 0;
};

} // namespace relay::dialect
