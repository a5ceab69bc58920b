// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_fault.h"

namespace relay::net {

TlsFault TlsFault::broken(const std::string &host, bool handshakeDone, std::string_view reason)
{
    std::string text = "The connection to " + host + " broke";
    if (!handshakeDone)
        text += " during the TLS handshake";
    text.append(": ").append(reason).append(".");
    return {TlsFailure::Connection, std::move(text)};
}

TlsFault TlsFault::closedInHandshake(const std::string &host)
{
    return {TlsFailure::Connection,
            host + " closed the connection during the TLS handshake. Check host, port and proxy; a firewall "
                   "may be in the way."};
}

TlsFault TlsFault::cutOff(const std::string &host)
{
    return {TlsFailure::Truncated,
            "The connection to " + host + " was cut off: it ended without TLS's closing message."};
}

TlsFault TlsFault::notTls(const std::string &host)
{
    return {TlsFailure::Protocol,
            host + " does not answer in TLS. Check the port; for a server without TLS write http:// in the "
                   "base URL."};
}

TlsFault TlsFault::tooOld(const std::string &host)
{
    return {TlsFailure::Protocol,
            host + " offers only versions of TLS older than 1.2, which are not safe. Its operator must "
                   "update it."};
}

TlsFault TlsFault::unknownName(const std::string &host)
{
    return {TlsFailure::Protocol, host + " does not serve that host name. Check the host in the base URL."};
}

TlsFault TlsFault::wantsCertificate(const std::string &host)
{
    return {TlsFailure::Protocol, host + " asks for a client certificate, which is not supported."};
}

TlsFault TlsFault::other(const std::string &host, std::string_view reason)
{
    std::string text = "TLS with " + host + " failed: ";
    text.append(reason).append(". Check host, port and proxy in the channel.");
    return {TlsFailure::Protocol, std::move(text)};
}

} // namespace relay::net
