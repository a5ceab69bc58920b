// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_context_schannel.h"

// clang-format off
#include <winternl.h>
#define SCHANNEL_USE_BLACKLISTS // SCH_CREDENTIALS
#include <schannel.h> // needs both
// clang-format on

#include <QString>

#include <utility>

namespace relay::net {

namespace {

constexpr DWORD kFlags = SCH_CRED_NO_DEFAULT_CREDS | SCH_CRED_MANUAL_CRED_VALIDATION | SCH_USE_STRONG_CRYPTO;

SECURITY_STATUS acquire(void *settings, CredHandle &handle)
{
    wchar_t package[] = UNISP_NAME_W;
    TimeStamp expiry{};
    return AcquireCredentialsHandleW(nullptr, package, SECPKG_CRED_OUTBOUND, nullptr, settings, nullptr,
                                     nullptr, &handle, &expiry);
}

} // namespace

// From Windows 10 1809 on there is a form with which TLS 1.3 can be had, where the system knows it.
TlsContext::Engine::Credentials::Credentials()
{
    TLS_PARAMETERS versions{};
    versions.grbitDisabledProtocols =
        ~static_cast<DWORD>(SP_PROT_TLS1_2_CLIENT | SP_PROT_TLS1_3_CLIENT); // all others
    SCH_CREDENTIALS settings{};
    settings.dwVersion = SCH_CREDENTIALS_VERSION;
    settings.dwFlags = kFlags;
    settings.cTlsParameters = 1;
    settings.pTlsParameters = &versions;
    status = acquire(&settings, handle);
    if (status == SEC_E_OK)
        return;
    SCHANNEL_CRED older{};
    older.dwVersion = SCHANNEL_CRED_VERSION;
    older.dwFlags = kFlags;
    older.grbitEnabledProtocols = SP_PROT_TLS1_2_CLIENT;
    status = acquire(&older, handle);
}

TlsContext::Engine::Credentials::~Credentials()
{
    if (status == SEC_E_OK)
        FreeCredentialsHandle(&handle);
}

TlsContext::Engine::Engine(TlsRoots &tlsRoots, const std::string &host)
    : credentials(std::make_shared<Credentials>())
    , roots(tlsRoots.store())
    , rootsProblem(tlsRoots.problem())
    , target(QString::fromStdString(host).toStdWString())
{
}

TlsContext::TlsContext(TlsRoots &roots, std::string host)
    : m_roots(roots)
    , m_host(std::move(host))
{
    if (m_host.ends_with('.')) // "example.com." is the same host; certificates and SNI have no dot
        m_host.pop_back();
}

TlsContext::~TlsContext() = default;

TlsContext::Engine &TlsContext::engine()
{
    if (!m_engine)
        m_engine = std::make_unique<Engine>(m_roots, m_host);
    return *m_engine;
}

} // namespace relay::net
