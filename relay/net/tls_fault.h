// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"
#include "relay/net/tls_session.h"

#include <string>
#include <string_view>

namespace relay::net {

// Why a TLS connection failed, and what people are told of it, in the same words with every TLS library.
// `reason` is the library's or the system's. What is wrong with a certificate: TlsRefusal. A value.
struct TlsFault
{
    static TlsFault broken(const std::string &host, bool handshakeDone, std::string_view reason);
    static TlsFault closedInHandshake(const std::string &host);
    static TlsFault cutOff(const std::string &host);
    static TlsFault notTls(const std::string &host);
    static TlsFault tooOld(const std::string &host);
    static TlsFault unknownName(const std::string &host);
    static TlsFault wantsCertificate(const std::string &host);
    static TlsFault other(const std::string &host, std::string_view reason);

    TlsFailure kind = TlsFailure::None;
    Phrase text;
};

} // namespace relay::net
