// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/tls_refusal.h"

#include <openssl/types.h>

namespace relay::net {

// What OpenSSL found wrong with a certificate, remembered while the certificate is at hand. Lives on relay.
struct TlsVerification : TlsRefusal
{
    // For SSL_CTX_set_verify(); SSL_get_ex_data() at 0 must be a TlsVerification.
    static int onCertificate(int isFine, X509_STORE_CTX *chain);
};

} // namespace relay::net
