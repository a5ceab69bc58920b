// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/host_check.h"

#include "relay/access/ip_address.h"
#include "relay/base/phrase.h"

#include <algorithm>

namespace relay::access {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

// `b` is lower case.
bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lower);
}

// May be empty: RFC 3986 lets it.
bool isPort(std::string_view text)
{
    constexpr unsigned kLargest = 65535;
    unsigned port = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return false;
        port = std::min(port * 10 + static_cast<unsigned>(c - '0'), kLargest + 1);
    }
    return port <= kLargest;
}

QString text(std::string_view utf8)
{
    constexpr std::size_t kLongest = 128;
    utf8 = utf8.substr(0, kLongest);
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

bool isWebScheme(std::string_view origin)
{
    return equalIgnoringCase(origin.substr(0, 7), "http://") ||
           equalIgnoringCase(origin.substr(0, 8), "https://");
}

// An origin goes back into a header of ours: nothing but printable ASCII.
bool isPlainText(std::string_view value)
{
    return std::ranges::all_of(value, [](char c) { return c > ' ' && c < 0x7F; });
}

bool isHeaderList(std::string_view value)
{
    return std::ranges::all_of(value, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == ',' || c == ' ' || c == '*';
    });
}

} // namespace

HostCheck::HostCheck(const std::vector<std::string> &machineNames, const std::vector<std::string> &origins)
{
    for (const std::string &name : machineNames) {
        if (!name.empty())
            m_machineNames.push_back(lowered(name));
    }
    for (const std::string &origin : origins) {
        if (origin == "*")
            m_anyOrigin = true;
        std::string known = lowered(origin);
        while (known.ends_with('/') && !known.ends_with("://"))
            known.pop_back();
        if (!known.empty())
            m_origins.push_back(std::move(known));
    }
}

bool HostCheck::hostAllowed(std::string_view host) const
{
    if (host.empty())
        return true; // HTTP/1.0 without one: no browser
    if (host.front() == '[') {
        const std::size_t end = host.find(']');
        if (end == std::string_view::npos)
            return false;
        const std::string_view rest = host.substr(end + 1);
        const std::string_view inside = host.substr(1, end - 1);
        return inside.find(':') != std::string_view::npos && IpAddress::parse(inside) &&
               (rest.empty() || (rest.front() == ':' && isPort(rest.substr(1))));
    }
    const std::size_t colon = host.find(':');
    if (colon != std::string_view::npos) {
        if (!isPort(host.substr(colon + 1)))
            return false;
        host = host.substr(0, colon);
    }
    if (host.ends_with('.'))
        host.remove_suffix(1);
    if (equalIgnoringCase(host, "localhost") || equalIgnoringCase(host, "host.docker.internal") ||
        IpAddress::parse(host))
        return true;
    constexpr std::string_view kMulticastDns = ".local";
    std::string_view bare = host;
    if (host.size() > kMulticastDns.size() &&
        equalIgnoringCase(host.substr(host.size() - kMulticastDns.size()), kMulticastDns))
        bare.remove_suffix(kMulticastDns.size());
    return std::ranges::any_of(m_machineNames, [&](std::string_view name) {
        return equalIgnoringCase(host, name) || equalIgnoringCase(bare, name);
    });
}

bool HostCheck::originListed(std::string_view origin) const
{
    return m_anyOrigin || std::ranges::any_of(m_origins, [&](std::string_view known) {
               return equalIgnoringCase(origin, known);
           });
}

Result<void> HostCheck::check(std::string_view host, std::string_view origin) const
{
    if (!hostAllowed(host))
        return Error{ErrorKind::Forbidden,
                     said(QT_TRANSLATE_NOOP(
                              "Phrases",
                              "The relay is not called %1. Use localhost or an IP address in the base URL."),
                          text(host))};
    if (origin.empty())
        return {};
    const bool web = isWebScheme(origin);
    const bool program = !web && origin.find("://") != std::string_view::npos;
    if (isPlainText(origin) && (program || originListed(origin)))
        return {};
    if (web) {
        const std::string_view called = origin.substr(origin.find("://") + 3);
        if (!called.empty() && equalIgnoringCase(called, lowered(host)))
            return {};
    }
    return Error{ErrorKind::Forbidden,
                 said(QT_TRANSLATE_NOOP("Phrases", "Web pages of %1 may not call the relay. Add this origin "
                                                   "to CORS_ALLOWED_ORIGINS to allow it."),
                      text(origin))};
}

HostCheck::Headers HostCheck::corsHeaders(std::string_view origin) const
{
    if (origin.empty())
        return {};
    return {{"Access-Control-Allow-Origin", std::string(origin)},
            {"Access-Control-Expose-Headers", "X-Request-Id, X-Response-Time-Ms, Server-Timing, Retry-After"},
            {"Vary", "Origin"}};
}

HostCheck::Headers HostCheck::preflightHeaders(std::string_view origin, std::string_view requestedHeaders,
                                               bool privateNetwork) const
{
    Headers headers = corsHeaders(origin);
    if (headers.empty())
        return headers;
    headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, HEAD, OPTIONS");
    headers.emplace_back("Access-Control-Allow-Headers",
                         !requestedHeaders.empty() && isHeaderList(requestedHeaders)
                             ? std::string(requestedHeaders)
                             : std::string("Authorization, Content-Type"));
    headers.emplace_back("Access-Control-Max-Age", "600");
    if (privateNetwork)
        headers.emplace_back("Access-Control-Allow-Private-Network", "true");
    return headers;
}

} // namespace relay::access
