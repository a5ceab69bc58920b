// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relay {

// %41 is an A. What is no escape stays as it is. Thread-safe.
std::string percentDecoded(std::string_view text);

// Whether every '%' begins an escape. Thread-safe.
bool isPercentEncoded(std::string_view text);

bool isUtf8(std::string_view text); // thread-safe

// At most so many bytes of UTF-8, cut between two characters. Thread-safe.
std::string_view cutText(std::string_view text, std::size_t longest);

// The value of 0-9, a-f, A-F; -1: it is none. Thread-safe.
int hexDigit(char c);

} // namespace relay
