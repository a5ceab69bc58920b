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

// Where the value behind the key that ends at `at` begins; npos: it was no key, or nothing follows.
std::size_t valueBehind(std::string_view json, std::size_t at)
{
    at = json.find_first_not_of(kSpace, at);
    if (at == std::string_view::npos || json[at] != ':')
        return std::string_view::npos;
    return json.find_first_not_of(kSpace, at + 1);
}

// Calls visit(at) for what may be one of the two words with its quotes, seven bytes from `at`.
template <typename Visit>
void forEachWord(std::string_view json, Visit visit)
{
    const auto look = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to && i + kWordBytes <= json.size(); ++i) {
            if (json[i] == '"' && json[i + kWordBytes - 1] == '"' && (i == 0 || json[i - 1] != '\\'))
                visit(i);
        }
    };
    constexpr std::size_t kReach = kBlock + kWordBytes - 1;
    if (json.size() < kReach)
        return look(0, json.size());
    const std::size_t last = json.size() - kReach; // the last block overlaps the one before it
    for (std::size_t at = 0;; at = std::min(at + kBlock, last)) {
        if (blockMayHold(json.data() + at))
            look(at, at + kBlock);
        if (at == last)
            break;
    }
}

// The key, and a value behind it that is not written null at once.
bool blockMayFinish(const char *at)
{
    std::uint8_t hit = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
        const bool quotes = (at[i] == '"') & (at[i + kFinishKey.size() - 1] == '"');
        const bool told = (at[i + 1] == 'f') & (at[i + kFinishKey.size() + 1] != 'n');
        hit = static_cast<std::uint8_t>(hit | static_cast<std::uint8_t>(quotes & told));
    }
    return hit != 0;
}

bool finishesAt(std::string_view json, std::size_t at)
{
    if (json.substr(at, kFinishKey.size()) != kFinishKey)
        return false;
    const std::size_t value = valueBehind(json, at + kFinishKey.size());
    return value != std::string_view::npos && json[value] != 'n' && !json.substr(value).starts_with(R"("")");
}

} // namespace

KeyHits scanForKeys(std::string_view json)
{
    KeyHits hits;
    forEachWord(json, [&](std::size_t at) {
        const std::string_view word = json.substr(at, kWordBytes);
        if (word != kUsage && word != kError)
            return;
        const std::size_t value = valueBehind(json, at + kWordBytes);
        const char first = value == std::string_view::npos ? '\0' : json[value];
        if (word == kUsage)
            hits.usage |= first == '{';
        else // `"object":"error"` has no colon behind it
            hits.error |= first == '{' || first == '"' || first == '\0';
    });
    return hits;
}

bool tellsFinish(std::string_view json)
{
    const auto look = [json](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to && i + kFinishKey.size() < json.size(); ++i) {
            if (json[i] == '"' && json[i + 1] == 'f' && finishesAt(json, i))
                return true;
        }
        return false;
    };
    constexpr std::size_t kReach = kBlock + kFinishKey.size() + 1;
    if (json.size() < kReach)
        return look(0, json.size());
    const std::size_t last = json.size() - kReach;
    for (std::size_t at = 0;; at = std::min(at + kBlock, last)) {
        if (blockMayFinish(json.data() + at) && look(at, at + kBlock))
            return true;
        if (at == last)
            return false;
    }
}

bool mayTellError(std::string_view part)
{
    if (part.starts_with("event: error") || part.starts_with("event:error"))
        return true;
    return scanForKeys(part).error;
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
