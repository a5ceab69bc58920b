// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/answer_facts.h"
#include "relay/dialect/padded_view.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace relay::dialect {

// Reads a complete JSON answer in any of OpenAI's shapes (chat, completions, embeddings, Responses).
// A long one is looked at from its end first. What is not JSON has no facts. Reentrant.
AnswerFacts readAnswer(PaddedView body, JsonParser &parser);

enum class ErrorSign {
    Unclear, // more of it must come
    None,    // it is no JSON, or an answer
    Error,
};

// Whether JSON of which this much has come is an error's: clear where its first object closes, or where it is
// seen to list data, which may be long. Reentrant.
ErrorSign errorSign(std::string_view text, JsonParser &parser);

// For an answer that passes by in pieces: keeps all of a short one, both ends of a long one, nothing of what
// is no JSON. One per exchange. Reentrant.
class AnswerObserver final
{
public:
    static constexpr std::size_t kWholeBytes = 256 * 1024; // more than any answer but embeddings and images
    static constexpr std::size_t kTailBytes = 16 * 1024;   // usage stands near an end of those
    static constexpr std::size_t kHeadBytes = 4 * 1024;

    void feed(std::string_view piece);
    AnswerFacts finish(JsonParser &parser);

private:
    std::string m_kept;
    std::string m_head; // of one that is cut
    bool m_cut = false; // what is between the two is gone
    bool m_begun = false;
    bool m_unread = false; // it is no JSON
};

} // namespace relay::dialect
