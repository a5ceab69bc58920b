// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/utf8.h"

#include <cstdint>

namespace relay::dialect {

Utf8Sequence firstSequence(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byte(0);
    if (first < 0x80)
        return {1, true};
    if (first < 0xC2 || first > 0xF4)
        return {1, false};
    const std::size_t needed = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    // Of the second byte: nothing overlong, no surrogate, nothing beyond Unicode.
    std::uint8_t least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    std::uint8_t most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < needed; ++i) {
        if (i == text.size() || byte(i) < least || byte(i) > most)
            return {i, false};
        least = 0x80;
        most = 0xBF;
    }
    return {needed, true};
}

void appendMended(std::string_view text, std::string &out)
{
    while (!text.empty()) {
        std::size_t good = 0;
        Utf8Sequence next{0, true};
        while (good < text.size()) {
            next = firstSequence(text.substr(good));
            if (!next.whole)
                break;
            good += next.bytes;
        }
        out.append(text, 0, good);
        if (good == text.size())
            return;
        out.append(kReplacementCharacter);
        text.remove_prefix(good + next.bytes);
    }
}

} // namespace relay::dialect
