// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace relay::dialect {

// Whether a stream event may carry one of these members with something in it; nested ones count as well.
struct KeyHits
{
    bool usage = false; // "usage" with an object
    bool error = false; // "error" with an object or a text, or as another member's value

    bool any() const { return usage || error; }
};

// Looks for the quoted words without parsing, many bytes at a time. An escaped quote or a null never counts.
// Thread-safe.
KeyHits scanForKeys(std::string_view json);

// Whether a chat chunk says why a choice has ended: a finish_reason that is neither null nor empty.
// Thread-safe.
bool tellsFinish(std::string_view json);

// Whether an event of which this much is known may tell of an error: also where it ends before one could say.
// Thread-safe.
bool mayTellError(std::string_view part);

// Whether a stream event may carry MiniMax's number for what has happened, as its first or last member: looks
// at no more than both ends. Thread-safe.
bool mayBeNumbered(std::string_view json);

// The first CR or LF at or behind `from`; npos: none. Thread-safe.
std::size_t findLineEnd(std::string_view text, std::size_t from);

} // namespace relay::dialect
