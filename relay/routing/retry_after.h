// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace relay::routing {

constexpr std::chrono::hours kLongestRetryAfter{24};

// From the headers `Retry-After` (seconds or an HTTP date) and `retry-after-ms`, which is finer and wins.
// At least 0, at most kLongestRetryAfter; nothing for what is neither. Thread-safe.
std::optional<std::chrono::milliseconds>
parseRetryAfter(std::string_view retryAfter, std::string_view retryAfterMs, std::int64_t nowUnixMs);

} // namespace relay::routing
