// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/text.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace relay::pipeline {

// How far a text spells a key. A value.
struct SpelledKey
{
    std::size_t bytes = 0;   // of the text
    std::size_t letters = 0; // of the key, which the text may end inside
};

// The byte that `\u00XX` at `at` stands for; -1: it is none.
inline int escapedByte(std::string_view text, std::size_t at)
{
    if (text.substr(at, 3) != "u00" || text.size() < at + 5)
        return -1;
    const int high = hexDigit(text[at + 3]);
    const int low = hexDigit(text[at + 4]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// JSON may write each letter with escapes, JSON inside of JSON with more backslashes: `\/`, `\u002f`, `\\/`.
inline SpelledKey spellsKey(std::string_view text, std::size_t at, std::string_view key)
{
    const std::size_t begin = at;
    std::size_t letters = 0;
    for (; letters < key.size() && at < text.size(); ++letters) {
        const std::size_t plain = std::min(text.find_first_not_of('\\', at), text.size());
        const bool escaped = plain > at;
        const int byte = escaped ? escapedByte(text, plain) : -1;
        if (byte == static_cast<unsigned char>(key[letters]))
            at = plain + 5;
        else if (plain < text.size() && text[plain] == key[letters])
            at = plain + 1;
        else if (escaped && key[letters] == '\\')
            at = plain;
        else
            return {};
    }
    return {at - begin, letters};
}

// A run of backslashes is looked at from its first alone, or many of them would take for ever.
inline bool isInRun(std::string_view text, std::size_t at)
{
    return text[at] == '\\' && at > 0 && text[at - 1] == '\\';
}

inline bool mayBeginKey(std::string_view text, std::size_t at, std::string_view key)
{
    return (text[at] == key.front() || text[at] == '\\') && !isInRun(text, at);
}

// The text without an escape that its end may have cut.
inline std::string_view withoutCutEscape(std::string_view text)
{
    constexpr std::size_t kLongest = 5; // of what follows the backslash
    const std::size_t end = text.size() - std::min(text.size(), kLongest);
    std::size_t at = text.find_last_of('\\');
    if (at == std::string_view::npos || at < end)
        return text;
    const std::string_view behind = text.substr(at + 1);
    if (!behind.empty() && (behind.front() != 'u' || behind.size() == kLongest))
        return text;
    while (at > 0 && text[at - 1] == '\\')
        --at;
    return text.substr(0, at);
}

// Where the text ends with the beginning of a key, which what follows may complete; its size: it does not.
inline std::size_t keyBeginsAt(std::string_view text, std::string_view key)
{
    constexpr std::size_t kLongestLetter = 10; // with the backslashes of JSON inside of JSON
    const std::string_view whole = withoutCutEscape(text);
    if (key.empty())
        return text.size();
    for (std::size_t at = text.size() - std::min(text.size(), kLongestLetter * key.size()); at < whole.size();
         ++at) {
        if (!mayBeginKey(whole, at, key))
            continue;
        const SpelledKey found = spellsKey(whole, at, key);
        if (found.letters > 0 && found.letters < key.size() && at + found.bytes == whole.size())
            return at;
    }
    return whole.size();
}

// Some upstreams repeat a refused key in their error. What goes into ledger, log and answers has it blanked,
// also where the text was cut inside it.
inline void blankKey(std::string &text, std::string_view key)
{
    constexpr std::string_view kBlank = "***";
    constexpr std::size_t kTellsNothing = 6; // so few of its first letters may stay
    if (key.empty())
        return;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (isInRun(text, at))
            continue;
        const SpelledKey found = spellsKey(text, at, key);
        const bool cut = found.letters > kTellsNothing && at + found.bytes == text.size();
        if (found.letters < key.size() && !cut)
            continue;
        text.replace(at, found.bytes, kBlank);
        at += kBlank.size() - 1;
    }
}

// The same for bytes on their way to a client: their number stays, which a length may have announced. To look
// for what is shorter than a key would spoil the text around it.
inline void maskKey(std::string &bytes, std::string_view key)
{
    constexpr std::size_t kShortest = 6;
    if (key.size() < kShortest)
        return;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (!mayBeginKey(bytes, at, key))
            continue;
        const SpelledKey found = spellsKey(bytes, at, key);
        if (found.letters < key.size())
            continue;
        bytes.replace(at, found.bytes, found.bytes, '*');
        at += found.bytes - 1;
    }
}

} // namespace relay::pipeline
