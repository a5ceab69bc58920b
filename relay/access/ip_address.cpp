// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/ip_address.h"

#include <algorithm>
#include <charconv>

namespace relay::access {

namespace {

constexpr int kIpv4Offset = 12; // of its bytes in the mapped form
constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Decimal without leading zeros, as inet_pton() has it: 010 means different things to different readers.
bool parseIpv4(std::string_view text, std::uint8_t *out)
{
    for (int i = 0; i < 4; ++i) {
        if (text.empty() || !isDigit(text.front()))
            return false;
        int value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const auto length = static_cast<std::size_t>(end - text.data());
        if (error != std::errc() || value > 255 || length > 3 || (length > 1 && text.front() == '0'))
            return false;
        out[i] = static_cast<std::uint8_t>(value);
        text.remove_prefix(length);
        if (i == 3)
            return text.empty();
        if (!text.starts_with('.'))
            return false;
        text.remove_prefix(1);
    }
    return false;
}

// Groups of up to four hex digits; at most one `::`; the last four bytes may be written as IPv4.
bool parseIpv6(std::string_view text, std::array<std::uint8_t, 16> &out)
{
    std::size_t filled = 0;
    std::size_t gap = out.size() + 1; // where `::` stands; beyond the end: nowhere
    if (text.starts_with("::")) {
        gap = 0;
        text.remove_prefix(2);
    }
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
            if (filled + 4 > out.size() || !parseIpv4(group, out.data() + filled))
                return false;
            filled += 4;
            break;
        }
        unsigned value = 0;
        const auto [end, error] = std::from_chars(group.data(), group.data() + group.size(), value, 16);
        if (error != std::errc() || end != group.data() + group.size() || group.size() > 4 ||
            filled + 2 > out.size())
            return false;
        out[filled++] = static_cast<std::uint8_t>(value >> 8);
        out[filled++] = static_cast<std::uint8_t>(value & 0xFF);
        if (colon == std::string_view::npos)
            break;
        text.remove_prefix(colon + 1);
        if (text.starts_with(':')) {
            if (gap <= out.size())
                return false;
            gap = filled;
            text.remove_prefix(1);
        } else if (text.empty()) {
            return false; // ends in a single colon
        }
    }
    if (gap > out.size())
        return filled == out.size();
    if (filled == out.size())
        return false; // nothing left for `::` to stand for
    const auto from = out.begin() + static_cast<std::ptrdiff_t>(gap);
    const auto end = out.begin() + static_cast<std::ptrdiff_t>(filled);
    std::fill(from, std::move_backward(from, end, out.end()), std::uint8_t{0});
    return true;
}

} // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text)
{
    constexpr std::size_t kLongest = 45; // of an IPv6 literal
    const std::size_t zone = text.find('%');
    text = text.substr(0, zone);
    IpAddress address;
    if (text.empty() || text.size() > kLongest)
        return std::nullopt;
    if (zone != std::string_view::npos && text.find(':') == std::string_view::npos)
        return std::nullopt; // only IPv6 has zones: 127.0.0.1%.example.org is a name
    if (text.find(':') != std::string_view::npos)
        return parseIpv6(text, address.bytes) ? std::optional(address) : std::nullopt;
    std::ranges::copy(kMappedPrefix, address.bytes.begin());
    return parseIpv4(text, address.bytes.data() + kIpv4Offset) ? std::optional(address) : std::nullopt;
}

bool IpAddress::isIpv4() const
{
    return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin());
}

std::optional<Subnet> Subnet::parse(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const auto base = IpAddress::parse(text.substr(0, slash));
    if (!base)
        return std::nullopt;
    Subnet subnet{*base, 128};
    if (slash == std::string_view::npos)
        return subnet;
    const std::string_view bits = text.substr(slash + 1);
    const bool ipv4 = text.substr(0, slash).find(':') == std::string_view::npos;
    if (bits.empty() || !isDigit(bits.front()))
        return std::nullopt; // -0 would be anywhere
    int value = 0;
    const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), value);
    if (error != std::errc() || end != bits.data() + bits.size() || value < 0 || value > (ipv4 ? 32 : 128))
        return std::nullopt;
    subnet.prefixBits = ipv4 ? value + 8 * kIpv4Offset : value;
    return subnet;
}

bool Subnet::contains(const IpAddress &address) const
{
    const auto whole = static_cast<std::ptrdiff_t>(prefixBits / 8);
    if (!std::equal(base.bytes.begin(), base.bytes.begin() + whole, address.bytes.begin()))
        return false;
    const int rest = prefixBits % 8;
    if (rest == 0)
        return true;
    const auto at = static_cast<std::size_t>(whole);
    return ((base.bytes[at] ^ address.bytes[at]) >> (8 - rest)) == 0;
}

std::optional<std::vector<Subnet>> parseSubnets(std::string_view list)
{
    constexpr std::string_view kSpace = " \t\r\n";
    const bool wanted = list.find_first_not_of(kSpace) != std::string_view::npos;
    std::vector<Subnet> subnets;
    while (!list.empty()) {
        std::string_view part = list.substr(0, list.find(','));
        list.remove_prefix(std::min(part.size() + 1, list.size()));
        const std::size_t begin = part.find_first_not_of(kSpace);
        if (begin == std::string_view::npos)
            continue;
        part = part.substr(begin, part.find_last_not_of(kSpace) - begin + 1);
        const auto subnet = Subnet::parse(part);
        if (!subnet)
            return std::nullopt;
        subnets.push_back(*subnet);
    }
    if (wanted && subnets.empty())
        return std::nullopt; // nothing but commas is no list, and must not mean any address
    return subnets;
}

} // namespace relay::access
