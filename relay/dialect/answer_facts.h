// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/usage_record.h"

#include <string>
#include <string_view>

namespace relay::dialect {

// What the relay wants to know of an answer. A value.
struct AnswerFacts
{
    model::TokenUsage usage;
    std::string finish;      // finish_reason of the first choice, or a response's status
    bool failed = false;     // it carries an error object
    int errorStatus = 0;     // the HTTP status that the error's code stands for; 0: it tells none
    bool errorNamed = false; // by a code or type, be it one that stands for no status
    bool flagged = false;    // it is about what the client's words say, not about its key
    std::string retryDelay;  // seconds, as Google's errors name them in place of a Retry-After; mostly empty
    std::string errorText;   // its message, cut at kMaxErrorText

    static constexpr std::size_t kMaxErrorText = 512;
};

} // namespace relay::dialect
