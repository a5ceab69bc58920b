// SPDX-License-Identifier: GPL-3.0-or-later
// Both loops ask a yes-or-no question of a fixed number of bytes with no way out inside, which compilers turn
// into vector instructions; only a block that says yes is looked at byte by byte. "usage" and "error" are
// both seven bytes long, so one filter serves both: quotes six apart, and the first letter.
#include "relay/dialect/key_scan.h"

#include <algorithm>
#include <cstdint>

namespace relay::dialect {

namespace {

constexpr std::size_t kBlock = 32;
constexpr std::size_t kWordBytes = 7; // with both quotes

bool blockMayHold(const char *at)
{
    std::uint8_t hit = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
        const bool quotes = (at[i] == '"') & (at[i + kWordBytes - 1] == '"');
        const bool letter = (at[i + 1] == 'u') | (at[i + 1] == 'e');
        hit = static_cast<std::uint8_t>(hit | static_cast<std::uint8_t>(quotes & letter));
    }
    return hit != 0;
}

bool blockHasLineEnd(const char *at)
{
    std::uint8_t hit = 0;
    for (std::size_t i = 0; i < kBlock; ++i)
        hit = static_cast<std::uint8_t>(hit | static_cast<std::uint8_t>((at[i] == '\n') | (at[i] == '\r')));
    return hit != 0;
}

// The first byte of the value behind the key that ends at `at`; 0: it was no key.
char valueBehind(std::string_view json, std::size_t at)
{
    constexpr std::string_view kSpace = " \t\r\n";
    at = json.find_first_not_of(kSpace, at);
    if (at == std::string_view::npos || json[at] != ':')
        return 0;
    at = json.find_first_not_of(kSpace, at + 1);
    return at == std::string_view::npos ? '\0' : json[at];
}

void check(std::string_view json, std::size_t at, KeyHits &hits)
{
    if (at > 0 && json[at - 1] == '\\')
        return;
    const std::string_view word = json.substr(at, kWordBytes);
    if (word == "\"usage\"") {
        hits.usage |= valueBehind(json, at + kWordBytes) == '{';
    } else if (word == "\"error\"") {
        const char value = valueBehind(json, at + kWordBytes);
        hits.error |= value == '{' || value == '"';
    }
}

} // namespace

KeyHits scanForKeys(std::string_view json)
{
    KeyHits hits;
    const auto look = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to && i + kWordBytes <= json.size(); ++i) {
            if (json[i] == '"' && json[i + kWordBytes - 1] == '"')
                check(json, i, hits);
        }
    };
    constexpr std::size_t kReach = kBlock + kWordBytes;
    if (json.size() < kReach) {
        look(0, json.size());
        return hits;
    }
    const std::size_t last = json.size() - kReach; // the last block overlaps the one before it
    for (std::size_t at = 0;; at = std::min(at + kBlock, last)) {
        if (blockMayHold(json.data() + at))
            look(at, at + kBlock + 1);
        if (at == last)
            break;
    }
    return hits;
}

std::size_t findLineEnd(std::string_view text, std::size_t from)
{
    while (from + kBlock <= text.size() && !blockHasLineEnd(text.data() + from))
        from += kBlock;
    for (; from < text.size(); ++from) {
        if (text[from] == '\n' || text[from] == '\r')
            return from;
    }
    return std::string_view::npos;
}

} // namespace relay::dialect
