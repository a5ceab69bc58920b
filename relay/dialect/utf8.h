// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relay::dialect {

inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

struct Utf8Sequence
{
    std::size_t bytes = 1;
    bool whole = false; // else: what could have begun one, as Unicode recommends to replace it
};

// What the text, which is not empty, begins with. Thread-safe.
Utf8Sequence firstSequence(std::string_view text);

// Appends the text with a replacement character for each broken sequence. Thread-safe.
void appendMended(std::string_view text, std::string &out);

} // namespace relay::dialect
