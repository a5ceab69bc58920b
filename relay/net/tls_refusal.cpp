// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_refusal.h"

namespace relay::net {

std::string TlsRefusal::describe(const std::string &host, const std::string &rootsProblem) const
{
    const std::string extra =
        " save its authority's certificate in PEM form, set SSL_CERT_FILE to that file and start again." +
        (rootsProblem.empty() ? std::string() : ' ' + rootsProblem);
    switch (kind) {
    case Kind::Expired:
        return "The certificate of " + host + " (" + subject + ") expired on " + notAfter +
               ". Check this computer's clock; if it is right, the server's operator must renew the "
               "certificate.";
    case Kind::NotYetValid:
        return "The certificate of " + host + " (" + subject + ") is valid only from " + notBefore +
               ". Check this computer's clock.";
    case Kind::SelfSigned:
        return host + " shows a self-signed certificate (" + subject +
               "), so nothing proves that it is the right server. If it is yours, save that certificate in "
               "PEM form, "
               "set SSL_CERT_FILE to the file and start again." +
               (rootsProblem.empty() ? std::string() : ' ' + rootsProblem);
    case Kind::UntrustedRoot:
        return "The certificate of " + host + " comes from an authority that this system does not trust (" +
               subject + "). If a company proxy inspects the traffic, or the server is yours," + extra;
    case Kind::UnknownAuthority:
        return "The certificate of " + host + " comes from an unknown authority (" + issuer +
               "), or the server does not send the whole chain. If you trust it," + extra;
    case Kind::OtherHost:
        return "The certificate that " + host + " shows is for another host (" +
               (names.empty() ? subject : names) +
               "). Check the host in the base URL, and whether a proxy or a " +
               "captive portal answers in its place.";
    case Kind::Revoked:
        return "The certificate of " + host + " has been revoked. The server's operator must replace it.";
    case Kind::None:
    case Kind::Other:
        break;
    }
    return "The certificate of " + host + " (" + subject + ") is not accepted: " + reason + ".";
}

} // namespace relay::net
