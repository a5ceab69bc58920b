// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace relay::access {

// An IPv4 or IPv6 address; IPv4 as ::ffff:a.b.c.d, so that both forms of it are equal. A value.
struct IpAddress
{
    std::array<std::uint8_t, 16> bytes{};

    // A literal without brackets; an IPv6 zone (%eth0) is ignored.
    static std::optional<IpAddress> parse(std::string_view text);
    bool isIpv4() const;
};

// An address with a prefix length. A value.
struct Subnet
{
    IpAddress base;
    int prefixBits = 128; // of the 16 bytes

    static std::optional<Subnet> parse(std::string_view text); // "10.0.0.0/8", "fd00::/8", or one address
    bool contains(const IpAddress &address) const;
};

// A comma-separated list. Nothing if a part of it cannot be read.
std::optional<std::vector<Subnet>> parseSubnets(std::string_view list);

} // namespace relay::access
