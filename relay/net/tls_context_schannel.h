// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/tls_context.h"
#include "relay/net/tls_roots_schannel.h"

#include <memory>

#define SECURITY_WIN32
#include <sspi.h>

namespace relay::net {

// One credentials handle: Schannel resumes the sessions that were made with it.
struct TlsContext::Engine
{
    explicit Engine(TlsRoots &roots, const std::string &host);

    struct Credentials
    {
        Credentials();
        ~Credentials();
        Credentials(const Credentials &) = delete;
        Credentials &operator=(const Credentials &) = delete;

        CredHandle handle{};
        SECURITY_STATUS status = SEC_E_OK; // of making it
    };

    std::shared_ptr<Credentials> credentials; // of the sessions as well
    const TlsRoots::Store &roots;
    std::string rootsProblem; // to be said when a certificate is not trusted
    std::wstring target;
};

} // namespace relay::net
