// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/tls_roots.h"

#include <openssl/x509.h>

namespace relay::net {

struct TlsRoots::Store
{
    std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> x509{X509_STORE_new(), &X509_STORE_free};
};

} // namespace relay::net
