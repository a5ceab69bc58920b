// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/event_loop.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace relay::http {

// Room for `more` bytes and simdjson's padding behind them. Thread-safe.
inline void reservePadded(std::string &text, std::size_t more)
{
    const std::size_t needed = text.size() + more + net::EventLoop::kPaddingBytes;
    if (text.capacity() < needed)
        text.reserve(text.empty() ? needed : std::max(needed, text.capacity() * 2));
}

inline void appendPadded(std::string &text, std::string_view more)
{
    reservePadded(text, more.size());
    text.append(more);
}

} // namespace relay::http
