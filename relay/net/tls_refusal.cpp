// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_refusal.h"

namespace relay::net {

namespace {

// Where the roots could not be read, that as well.
Phrase withProblem(Phrase phrase, const std::string &rootsProblem)
{
    return rootsProblem.empty() ? phrase : said("%1 %2", phrase, rootsProblem);
}

} // namespace

Phrase TlsRefusal::describe(const std::string &host, const std::string &rootsProblem) const
{
    switch (kind) {
    case Kind::Expired:
        return said(QT_TRANSLATE_NOOP(
                        "Phrases", "The certificate of %1 (%2) expired on %3. Check this computer's clock; "
                                   "if it is right, the server's operator must renew the certificate."),
                    host, subject, notAfter);
    case Kind::NotYetValid:
        return said(
            QT_TRANSLATE_NOOP(
                "Phrases", "The certificate of %1 (%2) is valid only from %3. Check this computer's clock."),
            host, subject, notBefore);
    case Kind::SelfSigned:
        return withProblem(
            said(QT_TRANSLATE_NOOP("Phrases",
                                   "%1 shows a self-signed certificate (%2), so nothing proves that it is "
                                   "the right server. If it is yours, save that certificate in PEM form, set "
                                   "SSL_CERT_FILE to the file and start again."),
                 host, subject),
            rootsProblem);
    case Kind::UntrustedRoot:
        return withProblem(
            said(QT_TRANSLATE_NOOP(
                     "Phrases",
                     "The certificate of %1 comes from an authority that this system does not trust (%2). If "
                     "a company proxy inspects the traffic, or the server is yours, save its authority's "
                     "certificate in PEM form, set SSL_CERT_FILE to that file and start again."),
                 host, subject),
            rootsProblem);
    case Kind::UnknownAuthority:
        return withProblem(
            said(QT_TRANSLATE_NOOP(
                     "Phrases", "The certificate of %1 comes from an unknown authority (%2), or the server "
                                "does not send the whole chain. If you trust it, save its authority's "
                                "certificate in PEM form, set SSL_CERT_FILE to that file and start again."),
                 host, issuer),
            rootsProblem);
    case Kind::OtherHost:
        return said(
            QT_TRANSLATE_NOOP("Phrases",
                              "The certificate that %1 shows is for another host (%2). Check the host in the "
                              "base URL, and whether a proxy or a captive portal answers in its place."),
            host, names.empty() ? subject : names);
    case Kind::Revoked:
        return said(
            QT_TRANSLATE_NOOP(
                "Phrases", "The certificate of %1 has been revoked. The server's operator must replace it."),
            host);
    case Kind::None:
    case Kind::Other:
        break;
    }
    return said(QT_TRANSLATE_NOOP("Phrases", "The certificate of %1 (%2) is not accepted: %3."), host,
                subject, reason);
}

} // namespace relay::net
