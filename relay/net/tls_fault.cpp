// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_fault.h"

namespace relay::net {

TlsFault TlsFault::broken(const std::string &host, bool handshakeDone, std::string_view reason)
{
    return {
        TlsFailure::Connection,
        handshakeDone
            ? said(QT_TRANSLATE_NOOP("Phrases", "The connection to %1 broke: %2."), host, reason)
            : said(QT_TRANSLATE_NOOP("Phrases", "The connection to %1 broke during the TLS handshake: %2."),
                   host, reason)};
}

TlsFault TlsFault::closedInHandshake(const std::string &host)
{
    return {TlsFailure::Connection,
            said(QT_TRANSLATE_NOOP("Phrases", "%1 closed the connection during the TLS handshake. Check "
                                              "host, port and proxy; a firewall may be in the way."),
                 host)};
}

TlsFault TlsFault::cutOff(const std::string &host)
{
    return {TlsFailure::Truncated,
            said(QT_TRANSLATE_NOOP(
                     "Phrases", "The connection to %1 was cut off: it ended without TLS's closing message."),
                 host)};
}

TlsFault TlsFault::notTls(const std::string &host)
{
    return {TlsFailure::Protocol,
            said(QT_TRANSLATE_NOOP("Phrases", "%1 does not answer in TLS. Check the port; for a server "
                                              "without TLS write http:// in the base URL."),
                 host)};
}

TlsFault TlsFault::tooOld(const std::string &host)
{
    return {TlsFailure::Protocol,
            said(QT_TRANSLATE_NOOP("Phrases", "%1 offers only versions of TLS older than 1.2, which are not "
                                              "safe. Its operator must update it."),
                 host)};
}

TlsFault TlsFault::unknownName(const std::string &host)
{
    return {TlsFailure::Protocol,
            said(QT_TRANSLATE_NOOP("Phrases",
                                   "%1 does not serve that host name. Check the host in the base URL."),
                 host)};
}

TlsFault TlsFault::wantsCertificate(const std::string &host)
{
    return {TlsFailure::Protocol,
            said(QT_TRANSLATE_NOOP("Phrases", "%1 asks for a client certificate, which is not supported."),
                 host)};
}

TlsFault TlsFault::other(const std::string &host, std::string_view reason)
{
    return {TlsFailure::Protocol,
            said(QT_TRANSLATE_NOOP("Phrases",
                                   "TLS with %1 failed: %2. Check host, port and proxy in the channel."),
                 host, reason)};
}

} // namespace relay::net
