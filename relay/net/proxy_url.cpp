// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/proxy_url.h"

#include "relay/base/phrase.h"
#include "relay/base/text.h"
#include "relay/net/host_address.h"

#include <QLatin1String>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

namespace relay::net {

namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kSocksPort = 1080;
constexpr std::size_t kMaxHostBytes = 255;  // what a SOCKS5 request can hold
constexpr std::size_t kMaxLoginBytes = 255; // RFC 1929: one length byte each

// Never echoes the URL: it may hold a password.
Error wrong(const char *why)
{
    return {
        ErrorKind::BadRequest,
        said(QT_TRANSLATE_NOOP(
                 "Phrases",
                 "%1. Write it as http://host:port, http://user:password@host:port or socks5://host:port"),
             said(why))};
}

std::string lower(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

bool isHostName(std::string_view host)
{
    return !host.empty() && host.size() <= kMaxHostBytes && std::ranges::all_of(host, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
    });
}

Result<void> readLogin(std::string_view login, ProxyUrl &url)
{
    const auto colon = login.find(':');
    if (!isPercentEncoded(login))
        return wrong(QT_TRANSLATE_NOOP(
            "Phrases", "The proxy's user or password holds a '%' that is not followed by two hex digits"));
    std::string user = percentDecoded(login.substr(0, colon));
    std::string password =
        colon == std::string_view::npos ? std::string() : percentDecoded(login.substr(colon + 1));
    if (user.empty())
        return wrong(QT_TRANSLATE_NOOP("Phrases", "The proxy's user name is empty"));
    if (user.size() > kMaxLoginBytes || password.size() > kMaxLoginBytes)
        return wrong(QT_TRANSLATE_NOOP("Phrases", "The proxy's user or password is longer than 255 bytes"));
    if (url.kind == ProxyUrl::Kind::Http && user.find(':') != std::string::npos)
        return wrong(
            QT_TRANSLATE_NOOP("Phrases", "A user name with a colon cannot be sent to an HTTP proxy"));
    url.user = std::move(user);
    url.password = std::move(password);
    return {};
}

Result<void> readHostAndPort(std::string_view text, ProxyUrl &url)
{
    std::string_view port;
    if (text.starts_with('[')) {
        const auto bracket = text.find(']');
        if (bracket == std::string_view::npos)
            return wrong(QT_TRANSLATE_NOOP("Phrases", "The proxy's address has no closing bracket"));
        url.host = text.substr(1, bracket - 1);
        const auto address = HostAddress::parse(url.host);
        if (!address || !address->isV6())
            return wrong(QT_TRANSLATE_NOOP(
                "Phrases", "What stands between the brackets of the proxy's URL is no IPv6 address"));
        port = text.substr(bracket + 1);
        if (!port.empty() && port.front() != ':')
            return wrong(QT_TRANSLATE_NOOP("Phrases", "The proxy's port must follow a colon"));
        port = port.substr(port.empty() ? 0 : 1);
    } else {
        const auto colon = text.find(':');
        url.host = text.substr(0, colon);
        if (!isHostName(url.host))
            return wrong(QT_TRANSLATE_NOOP(
                "Phrases", "The proxy's host name is missing or holds characters that no host name has"));
        port = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    }
    url.port = url.kind == ProxyUrl::Kind::Http ? kHttpPort : kSocksPort;
    if (port.empty())
        return {};
    const auto [end, fault] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (fault != std::errc{} || end != port.data() + port.size() || url.port == 0)
        return wrong(QT_TRANSLATE_NOOP("Phrases", "The proxy's port is not a number from 1 to 65535"));
    return {};
}

} // namespace

Result<ProxyUrl> ProxyUrl::parse(std::string_view text)
{
    ProxyUrl url;
    const auto schemeEnd = text.find("://");
    if (schemeEnd == std::string_view::npos)
        return wrong(QT_TRANSLATE_NOOP("Phrases", "The proxy's URL has no http:// or socks5:// in front"));
    const std::string scheme = lower(text.substr(0, schemeEnd));
    if (scheme == "socks5" || scheme == "socks5h")
        url.kind = Kind::Socks5;
    else if (scheme == "https")
        return wrong(QT_TRANSLATE_NOOP(
            "Phrases", "A proxy that is itself reached over TLS (https://) is not supported"));
    else if (scheme != "http")
        return wrong(QT_TRANSLATE_NOOP("Phrases", "This kind of proxy is not supported"));

    std::string_view rest = text.substr(schemeEnd + 3);
    if (rest.ends_with('/'))
        rest.remove_suffix(1);
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        if (auto login = readLogin(rest.substr(0, at), url); !login)
            return login.error();
        rest.remove_prefix(at + 1);
    }
    if (rest.find_first_of("/?#") != std::string_view::npos)
        return wrong(
            QT_TRANSLATE_NOOP("Phrases", "The proxy's URL has a path; only host and port are allowed"));
    if (auto place = readHostAndPort(rest, url); !place)
        return place.error();
    return url;
}

std::string ProxyUrl::toString() const
{
    const bool isV6 = host.find(':') != std::string::npos;
    return (kind == Kind::Http ? "http://" : "socks5://") + (isV6 ? '[' + host + ']' : host) + ':' +
           std::to_string(port);
}

} // namespace relay::net
