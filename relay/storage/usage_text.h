// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

// Bounds of the texts in a usage record, for journal and database alike. Thread-safe.
namespace relay::storage {

inline constexpr std::size_t kLongestName = 512;
inline constexpr std::size_t kLongestError = 1024;
inline constexpr std::size_t kLongestAttemptError = 256;

// Whether a segment of the path looks like an id or a key rather than like a word: there is no end of those.
bool hasIdentifier(std::string_view path);

} // namespace relay::storage
