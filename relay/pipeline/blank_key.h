// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace relay::pipeline {

// Some upstreams repeat a refused key in their error. What goes into ledger, log and answers has it blanked,
// also where the text was cut inside it.
inline void blankKey(std::string &text, std::string_view key)
{
    constexpr std::string_view kBlank = "***";
    constexpr std::size_t kTellsNothing = 6; // so few of its first letters may stay
    if (key.empty())
        return;
    for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + kBlank.size()))
        text.replace(at, key.size(), kBlank);
    for (std::size_t part = std::min(key.size() - 1, text.size()); part > kTellsNothing; --part) {
        if (text.ends_with(key.substr(0, part))) {
            text.replace(text.size() - part, part, kBlank);
            return;
        }
    }
}

// The same for bytes on their way to a client: their number stays, which a length may have announced. To look
// for what is shorter than a key would spoil the text around it.
inline void maskKey(std::string &bytes, std::string_view key)
{
    constexpr std::size_t kShortest = 6;
    if (key.size() < kShortest)
        return;
    for (std::size_t at = bytes.find(key); at != std::string::npos; at = bytes.find(key, at + key.size()))
        bytes.replace(at, key.size(), key.size(), '*');
}

} // namespace relay::pipeline
