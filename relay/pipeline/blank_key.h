// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace relay::pipeline {

// Some upstreams repeat a refused key in their error. What goes into ledger, log and answers has it blanked.
inline void blankKey(std::string &text, std::string_view key)
{
    constexpr std::string_view kBlank = "***";
    if (key.empty())
        return;
    for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + kBlank.size()))
        text.replace(at, key.size(), kBlank);
}

} // namespace relay::pipeline
