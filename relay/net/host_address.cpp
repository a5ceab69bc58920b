// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/host_address.h"

#ifdef _WIN32
#include <iphlpapi.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <net/if.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#include <algorithm>
#include <charconv>
#include <cstring>

namespace relay::net {

namespace {

constexpr std::size_t kMaxLiteralBytes = 80; // an IPv6 address, '%', an interface's name

// Copies instead of casting pointers: no alignment or aliasing question arises.
template <typename Sockaddr, typename Storage>
Sockaddr load(const Storage &storage)
{
    Sockaddr address{};
    static_assert(sizeof(Sockaddr) <= sizeof(Storage));
    std::memcpy(&address, storage.data(), sizeof address);
    return address;
}

template <typename Sockaddr, typename Storage>
void store(Storage &storage, const Sockaddr &address)
{
    static_assert(sizeof(Sockaddr) <= sizeof(Storage));
    std::memcpy(storage.data(), &address, sizeof address);
}

std::optional<std::uint32_t> parseScope(const char *text)
{
    const std::string_view scope(text);
    if (scope.empty())
        return std::nullopt;
    std::uint32_t number = 0;
    const auto [end, fault] = std::from_chars(scope.data(), scope.data() + scope.size(), number);
    if (fault == std::errc{} && end == scope.data() + scope.size())
        return number;
    number = if_nametoindex(text);
    return number != 0 ? std::optional(number) : std::nullopt;
}

bool isMapped(const in6_addr &address)
{
    return IN6_IS_ADDR_V4MAPPED(&address) != 0;
}

} // namespace

std::optional<HostAddress> HostAddress::parse(std::string_view literal, std::uint16_t port)
{
    if (literal.empty() || literal.size() >= kMaxLiteralBytes || literal.find('\0') != std::string_view::npos)
        return std::nullopt;
    std::array<char, kMaxLiteralBytes> text{};
    std::copy(literal.begin(), literal.end(), text.begin());

    HostAddress result;
    sockaddr_in v4{};
    if (inet_pton(AF_INET, text.data(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        store(result.m_storage, v4);
        result.m_sizeBytes = sizeof v4;
        return result;
    }
    sockaddr_in6 v6{};
    if (char *percent = std::strchr(text.data(), '%')) {
        *percent = '\0';
        const auto scope = parseScope(percent + 1);
        if (!scope)
            return std::nullopt;
        v6.sin6_scope_id = *scope;
    }
    if (inet_pton(AF_INET6, text.data(), &v6.sin6_addr) != 1)
        return std::nullopt;
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    store(result.m_storage, v6);
    result.m_sizeBytes = sizeof v6;
    return result;
}

HostAddress HostAddress::fromSockaddr(const ::sockaddr *address, std::size_t sizeBytes)
{
    HostAddress result;
    if (address == nullptr)
        return result;
    std::size_t wanted = 0;
    if (address->sa_family == AF_INET)
        wanted = sizeof(sockaddr_in);
    else if (address->sa_family == AF_INET6)
        wanted = sizeof(sockaddr_in6);
    if (wanted == 0 || sizeBytes < wanted)
        return result;
    std::memcpy(result.m_storage.data(), address, wanted);
    result.m_sizeBytes = static_cast<std::uint32_t>(wanted);
    return result;
}

HostAddress HostAddress::loopback4(std::uint16_t port)
{
    return *parse("127.0.0.1", port);
}

HostAddress HostAddress::loopback6(std::uint16_t port)
{
    return *parse("::1", port);
}

bool HostAddress::isV4() const
{
    return m_sizeBytes == sizeof(sockaddr_in);
}

bool HostAddress::isV6() const
{
    return m_sizeBytes == sizeof(sockaddr_in6);
}

bool HostAddress::isLoopback() const
{
    if (isV4())
        return bytes()[0] == 127;
    if (!isV6())
        return false;
    const auto address = load<sockaddr_in6>(m_storage).sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(&address) || (isMapped(address) && bytes()[12] == 127);
}

std::uint16_t HostAddress::port() const
{
    if (isV4())
        return ntohs(load<sockaddr_in>(m_storage).sin_port);
    return isV6() ? ntohs(load<sockaddr_in6>(m_storage).sin6_port) : std::uint16_t{0};
}

void HostAddress::setPort(std::uint16_t port)
{
    if (isV4()) {
        auto address = load<sockaddr_in>(m_storage);
        address.sin_port = htons(port);
        store(m_storage, address);
    } else if (isV6()) {
        auto address = load<sockaddr_in6>(m_storage);
        address.sin6_port = htons(port);
        store(m_storage, address);
    }
}

HostAddress HostAddress::unmapped() const
{
    if (!isV6() || !isMapped(load<sockaddr_in6>(m_storage).sin6_addr))
        return *this;
    const auto from = bytes();
    HostAddress result = loopback4(port());
    auto address = load<sockaddr_in>(result.m_storage);
    std::memcpy(&address.sin_addr, from.data() + 12, 4);
    store(result.m_storage, address);
    return result;
}

std::string HostAddress::toString() const
{
    std::array<char, kMaxLiteralBytes> text{};
    if (isV4()) {
        const auto address = load<sockaddr_in>(m_storage);
        inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
        return text.data();
    }
    if (!isV6())
        return {};
    const auto address = load<sockaddr_in6>(m_storage);
    inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size());
    std::string result = text.data();
    if (address.sin6_scope_id != 0)
        result += '%' + std::to_string(address.sin6_scope_id);
    return result;
}

std::string HostAddress::toStringWithPort() const
{
    if (!isValid())
        return {};
    const std::string address = toString();
    return (isV6() ? '[' + address + ']' : address) + ':' + std::to_string(port());
}

std::array<std::uint8_t, 16> HostAddress::bytes() const
{
    std::array<std::uint8_t, 16> result{};
    if (isV4()) {
        const auto address = load<sockaddr_in>(m_storage);
        std::memcpy(result.data(), &address.sin_addr, 4);
    } else if (isV6()) {
        const auto address = load<sockaddr_in6>(m_storage);
        std::memcpy(result.data(), &address.sin6_addr, 16);
    }
    return result;
}

const ::sockaddr *HostAddress::sockaddrPointer() const
{
    return reinterpret_cast<const ::sockaddr *>(m_storage.data());
}

bool operator==(const HostAddress &a, const HostAddress &b)
{
    return a.m_sizeBytes == b.m_sizeBytes && a.port() == b.port() && a.toString() == b.toString();
}

} // namespace relay::net
