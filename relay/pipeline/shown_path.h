// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace relay::pipeline {

inline constexpr std::size_t kShownPathBytes = 200;

// At most so many bytes, cut between two characters.
inline std::string_view cutPath(std::string_view path)
{
    std::size_t end = std::min(path.size(), kShownPathBytes);
    while (end < path.size() && end > 0 && (static_cast<unsigned char>(path[end]) & 0xC0U) == 0x80U)
        --end;
    return path.substr(0, end);
}

// A client's path as ledger and answers may show it: bounded, and without segments that look like a key,
// which some put there by mistake.
inline std::string shownPath(std::string_view path)
{
    constexpr std::size_t kShortestKey = 20;
    const auto isKey = [](std::string_view segment) {
        if (segment.starts_with("sk-"))
            return true;
        return segment.size() >= kShortestKey && segment.find_first_of("0123456789") != segment.npos &&
               segment.find_first_of(".:") == segment.npos; // names of models have these
    };
    std::string shown;
    while (!path.empty() && shown.size() < kShownPathBytes) {
        const std::size_t slash = path.find('/');
        const std::string_view segment = path.substr(0, slash);
        shown.append(isKey(segment) ? "***" : segment.substr(0, kShownPathBytes));
        path.remove_prefix(segment.size());
        if (!path.empty()) {
            shown += '/';
            path.remove_prefix(1);
        }
    }
    shown.resize(cutPath(shown).size());
    return shown;
}

} // namespace relay::pipeline
