// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace relay::pipeline {

// A client's path as ledger and answers may show it: bounded, and without segments that look like a key,
// which some put there by mistake.
inline std::string shownPath(std::string_view path)
{
    constexpr std::size_t kMostBytes = 200;
    constexpr std::size_t kShortestKey = 20;
    const auto isKey = [](std::string_view segment) {
        if (segment.starts_with("sk-"))
            return true;
        return segment.size() >= kShortestKey && segment.find_first_of("0123456789") != segment.npos &&
               segment.find_first_of(".:") == segment.npos; // names of models have these
    };
    std::string shown;
    while (!path.empty() && shown.size() < kMostBytes) {
        const std::size_t slash = path.find('/');
        const std::string_view segment = path.substr(0, slash);
        shown.append(isKey(segment) ? "***" : segment.substr(0, kMostBytes));
        path.remove_prefix(segment.size());
        if (!path.empty()) {
            shown += '/';
            path.remove_prefix(1);
        }
    }
    std::size_t end = std::min(shown.size(), kMostBytes);
    while (end < shown.size() && end > 0 && (static_cast<unsigned char>(shown[end]) & 0xC0U) == 0x80U)
        --end; // not inside a character
    shown.resize(end);
    return shown;
}

} // namespace relay::pipeline
