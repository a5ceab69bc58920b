// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace relay::net {

// An IPv4 or IPv6 address with its port, held as the system's own socket address. A plain value. Reentrant.
class HostAddress final
{
public:
    HostAddress() = default; // invalid: connecting to it fails

    // Literals alone ("127.0.0.1", "::1", "fe80::1%eth0", no brackets, no short forms): no name is looked up.
    static std::optional<HostAddress> parse(std::string_view literal, std::uint16_t port = 0);
    static HostAddress fromSockaddr(const ::sockaddr *address, std::size_t sizeBytes);
    static HostAddress loopback4(std::uint16_t port = 0);
    static HostAddress loopback6(std::uint16_t port = 0);

    bool isValid() const { return m_sizeBytes != 0; }
    bool isV4() const;
    bool isV6() const;
    bool isLoopback() const; // 127.0.0.0/8, ::1, and the first mapped into IPv6

    std::uint16_t port() const;
    void setPort(std::uint16_t port);
    HostAddress unmapped() const; // ::ffff:10.0.0.1, as a dual-stack listener sees it, as 10.0.0.1

    std::string toString() const;               // the address alone: "10.0.0.1", "::1"
    std::string toStringWithPort() const;       // "10.0.0.1:80", "[::1]:80"
    std::array<std::uint8_t, 16> bytes() const; // network order; IPv4 fills the first four

    // For bind(), connect() and sendto(); valid as long as this value.
    const ::sockaddr *sockaddrPointer() const;
    std::size_t sockaddrSizeBytes() const { return m_sizeBytes; }

    friend bool operator==(const HostAddress &a, const HostAddress &b);

private:
    static constexpr std::size_t kMaxSockaddrBytes = 28; // sockaddr_in6, on Linux and Windows alike

    alignas(8) std::array<std::byte, kMaxSockaddrBytes> m_storage{};
    std::uint32_t m_sizeBytes = 0;
};

} // namespace relay::net
