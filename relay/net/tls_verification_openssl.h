// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <openssl/types.h>

#include <string>

namespace relay::net {

// What OpenSSL found wrong with a certificate, remembered while the certificate is at hand. Lives on relay.
struct TlsVerification
{
    // For SSL_CTX_set_verify(); SSL_get_ex_data() at 0 must be a TlsVerification.
    static int onCertificate(int isFine, X509_STORE_CTX *chain);

    // For people: what is wrong with the certificate that `host` showed, and what to do.
    std::string describe(const std::string &host, const std::string &rootsProblem) const;

    int error = 0;       // X509_V_ERR_...; 0: nothing
    std::string subject; // of the certificate at fault, as the other texts are
    std::string issuer;
    std::string names;     // the hosts that it is for, at most a few
    std::string notBefore; // dates in UTC
    std::string notAfter;
};

} // namespace relay::net
