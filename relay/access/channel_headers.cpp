// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/channel_headers.h"

#include <algorithm>
#include <array>

namespace relay::access {

namespace {

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool equalsLower(std::string_view name, std::string_view lower)
{
    return std::ranges::equal(name, lower, {},
                              [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

} // namespace

bool isHeaderName(std::string_view name)
{
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::ranges::all_of(name, [&](char c) {
        return isLetterOrDigit(c) || kMarks.find(c) != std::string_view::npos;
    });
}

bool isHeaderValue(std::string_view value)
{
    return std::ranges::none_of(value,
                                [](char c) { return ((c >= 0 && c < ' ') || c == 0x7f) && c != '\t'; });
}

bool isHostHeader(std::string_view name)
{
    return equalsLower(name, "host");
}

bool isOfTheConnection(std::string_view name)
{
    constexpr std::array<std::string_view, 13> kNames = {
        "accept-encoding",  "connection", "content-length",     "expect",
        "keep-alive",       "te",         "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "trailer",    "transfer-encoding",  "upgrade",
        "x-trayrelay-via"};
    return std::ranges::any_of(kNames, [&](std::string_view known) { return equalsLower(name, known); });
}

} // namespace relay::access
