// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/error.h"

#include <string>
#include <string_view>

namespace relay::dialect {

// The HTTP status of an error of our own making (contract: section Errors). Thread-safe.
int statusOf(ErrorKind kind);

// OpenAI's names for a kind.
std::string_view openAiErrorType(ErrorKind kind);
std::string_view openAiErrorCode(ErrorKind kind); // empty: null

// {"message","type","param","code"}
void appendOpenAiError(const Error &error, std::string &out);

// {"error":{...}}
std::string openAiErrorBody(const Error &error);

// Appends text as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
void appendJsonString(std::string_view text, std::string &out);

} // namespace relay::dialect
