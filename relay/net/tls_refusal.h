// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"

#include <string>

namespace relay::net {

// What is wrong with a certificate, and the words of it that people need. A value.
struct TlsRefusal
{
    enum class Kind {
        None,
        Expired,
        NotYetValid,
        SelfSigned,
        UntrustedRoot,    // the chain is whole, nobody here trusts its end
        UnknownAuthority, // the chain has no end
        OtherHost,
        Revoked,
        Other
    };

    // For people: what is wrong with the certificate that `host` showed, and what to do.
    Phrase describe(const std::string &host, const std::string &rootsProblem) const;

    Kind kind = Kind::None;
    std::string subject; // of the certificate at fault, as the other texts are
    std::string issuer;
    std::string names;     // the hosts that it is for, at most a few
    std::string notBefore; // dates in UTC
    std::string notAfter;
    std::string reason; // of Kind::Other, in the TLS library's words
};

} // namespace relay::net
