// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/tls_context.h"

#include <openssl/ssl.h>

#include <vector>

namespace relay::net {

using SslSession = std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)>;

struct TlsContext::Engine
{
    Engine(TlsRoots &roots, const std::string &host);
    ~Engine();

    // Null once the TlsContext is gone; the SSL_CTX lives as long as a connection uses it.
    static Engine *of(SSL_CTX *context) { return static_cast<Engine *>(SSL_CTX_get_app_data(context)); }

    void keepSession(SSL_SESSION *session);
    SslSession takeSession();

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context;
    std::vector<SslSession> sessions; // newest last
    std::string rootsProblem;         // to be said when a certificate is not trusted
    bool hostIsAddress = false;       // then no SNI is sent (RFC 6066)
};

} // namespace relay::net
