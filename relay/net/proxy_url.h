// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace relay::net {

// Where a proxy is and who we are there. "http://user:pass@host:port", "socks5://host:port", "socks5h://..."
// (both SOCKS forms let the proxy resolve names). A plain value. Reentrant.
struct ProxyUrl
{
    enum class Kind { Http, Socks5 };

    static Result<ProxyUrl> parse(std::string_view text);

    std::string toString() const; // without user and password: for log lines and pool keys shown to people

    Kind kind = Kind::Http;
    std::string host; // no brackets
    std::uint16_t port = 0;
    std::string user;     // percent-decoded
    std::string password; // percent-decoded

    friend bool operator==(const ProxyUrl &, const ProxyUrl &) = default;
};

} // namespace relay::net
