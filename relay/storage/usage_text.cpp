// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/usage_text.h"

#include <algorithm>

namespace relay::storage {

namespace {

constexpr std::size_t kShortestIdentifier = 16; // "transcriptions" has 14 letters and no digit

bool isIdentifier(std::string_view segment)
{
    return segment.size() >= kShortestIdentifier &&
           std::any_of(segment.begin(), segment.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

bool hasIdentifier(std::string_view path)
{
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        if (isIdentifier(path.substr(0, end)))
            return true;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return false;
}

} // namespace relay::storage
