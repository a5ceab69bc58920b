// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/base/result.h"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

// The ledger's filter in words: limit, cursor, start, end (Unix ms), status, slow (true, or milliseconds),
// model, token and channel (name or id). Reentrant.
namespace relay::api {

using FilterWords = std::function<std::string(std::string_view name)>; // empty: not given

// BadRequest names the word and what is allowed.
Result<UsageQuery> usageFilter(const FilterWords &words, std::chrono::milliseconds slowThreshold);

// Decimal digits, nothing else, that fit.
std::optional<std::int64_t> readNumber(std::string_view text);
// The same, below 0 only where `least` is. None of an empty text; BadRequest says what is allowed.
Result<std::optional<std::int64_t>> readNumber(std::string_view name, std::string_view text,
                                               std::int64_t least, std::int64_t most);

} // namespace relay::api
