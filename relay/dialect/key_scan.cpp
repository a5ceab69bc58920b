// SPDX-License-Identifier: GPL-3.0-or-later
// These loops ask a yes-or-no question of a fixed number of bytes with no way out inside, which compilers
// turn into vector instructions; only a block that says yes is looked at byte by byte. "usage" and "error"
// are both seven bytes long, so one filter serves both: quotes six apart, and the first letter.
#include "relay/dialect/key_scan.h"

#include <algorithm>
#include <cstdint>

namespace relay::dialect {

namespace {

constexpr std::size_t kBlock = 32;
constexpr std::string_view kUsage = "\"usage\"";
constexpr std::string_view kError = "\"error\"";
constexpr std::size_t kWordBytes = 7; // with both quotes
static_assert(kUsage.size() == kWordBytes && kError.size() == kWordBytes);
constexpr std::string_view kFinishKey = "\"finish_reason\"";
constexpr std::string_view kNumbered = "\"base_resp\"";
constexpr std::string_view kSpace = " \t\r\n";

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

// Without its first quote: JSON is full of those, and each stops the search.
bool speaksOfNumber(std::string_view json)
{
    return json.find(kNumbered.substr(1)) != std::string_view::npos;
}

// Whether a line says that the event is an error: mostly its first one, but its number may stand ahead.
bool namesErrorEvent(std::string_view part)
{
    constexpr std::string_view kEvent = "event:";
    for (;;) {
        if (part.starts_with(kEvent)) {
            const std::size_t type = part.find_first_not_of(' ', kEvent.size());
            if (type != std::string_view::npos && part.substr(type).starts_with("error"))
                return true;
        }
        const std::size_t end = findLineEnd(part, 0);
        if (end == std::string_view::npos)
            return false;
        part.remove_prefix(end + 1);
    }
}

// Where the value behind the key that ends at `at` begins; npos: it was no key, or nothing follows.
std::size_t valueBehind(std::string_view json, std::size_t at)
{
    at = json.find_first_not_of(kSpace, at);
    if (at == std::string_view::npos || json[at] != ':')
        return std::string_view::npos;
    return json.find_first_not_of(kSpace, at + 1);
}

void check(std::string_view json, std::size_t at, KeyHits &hits)
{
    if (at > 0 && json[at - 1] == '\\')
        return;
    const std::string_view word = json.substr(at, kWordBytes);
    if (word != kUsage && word != kError)
        return;
    const std::size_t value = valueBehind(json, at + kWordBytes);
    const char first = value == std::string_view::npos ? '\0' : json[value];
    if (word == kUsage)
        hits.usage |= first == '{';
    else // `"object":"error"` has no colon behind it
        hits.error |= first == '{' || first == '"' || first == '\0';
}

bool blockMayFinish(const char *at)
{
    std::uint8_t hit = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
        const bool quotes = (at[i] == '"') & (at[i + kFinishKey.size() - 1] == '"');
        hit = static_cast<std::uint8_t>(hit | static_cast<std::uint8_t>(quotes & (at[i + 1] == 'f')));
    }
    return hit != 0;
}

// Whether the key at `at` has a value that says something.
bool finishesAt(std::string_view json, std::size_t at)
{
    const std::size_t value = at == std::string_view::npos ? at : valueBehind(json, at + kFinishKey.size());
    return value != std::string_view::npos && json[value] != 'n' && !json.substr(value).starts_with(R"("")");
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
    constexpr std::size_t kReach = kBlock + kWordBytes - 1;
    if (json.size() < kReach) {
        look(0, json.size());
        return hits;
    }
    const std::size_t last = json.size() - kReach; // the last block overlaps the one before it
    for (std::size_t at = 0;; at = std::min(at + kBlock, last)) {
        if (blockMayHold(json.data() + at))
            look(at, at + kBlock);
        if (at == last)
            break;
    }
    return hits;
}

// From the end, where the key mostly stands: the last one speaks for the event.
bool tellsFinish(std::string_view json)
{
    constexpr std::size_t kReach = kBlock + kFinishKey.size() - 1;
    if (json.size() < kReach)
        return finishesAt(json, json.rfind(kFinishKey));
    for (std::size_t at = json.size() - kReach;; at -= std::min(at, kBlock)) {
        if (blockMayFinish(json.data() + at)) {
            const std::size_t key = json.substr(at, kReach).rfind(kFinishKey);
            if (key != std::string_view::npos)
                return finishesAt(json, at + key);
        }
        if (at == 0)
            return false;
    }
}

bool mayTellError(std::string_view part)
{
    return scanForKeys(part).error || speaksOfNumber(part) || namesErrorEvent(part);
}

bool mayBeNumbered(std::string_view json)
{
    constexpr std::size_t kTail = 256; // more than its number and words take
    return (json.size() > kNumbered.size() && json.compare(1, kNumbered.size(), kNumbered) == 0) ||
           (json.ends_with("}}") && speaksOfNumber(json.substr(json.size() - std::min(json.size(), kTail))));
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
