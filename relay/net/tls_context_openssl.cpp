// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tls_context_openssl.h"

#include "relay/net/host_address.h"
#include "relay/net/tls_roots_openssl.h"
#include "relay/net/tls_verification_openssl.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <string_view>
#include <utility>

namespace relay::net {

namespace {

constexpr std::size_t kMaxSessions = 8; // a server sends two tickets a connection; more would only age
constexpr unsigned char kAlpn[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int onNewSession(SSL *ssl, SSL_SESSION *session)
{
    TlsContext::Engine *engine = TlsContext::Engine::of(SSL_get_SSL_CTX(ssl));
    if (engine == nullptr)
        return 0;
    engine->keepSession(session);
    return 1; // the reference is ours now
}

void expectHost(SSL_CTX *context, const std::string &host, const std::optional<HostAddress> &address)
{
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // A company's intermediate, or a single server's certificate, may stand in the extra file without its
    // root.
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
    if (address) {
        const auto bytes = address->bytes();
        X509_VERIFY_PARAM_set1_ip(param, bytes.data(), address->isV4() ? 4 : 16);
    } else if (host.empty() || X509_VERIFY_PARAM_set1_host(param, host.data(), host.size()) != 1) {
        // Without a name OpenSSL would believe any certificate; RFC 6761 6.4: nobody has this one.
        constexpr std::string_view kNobody = "invalid";
        X509_VERIFY_PARAM_set1_host(param, kNobody.data(), kNobody.size());
    }
}

} // namespace

TlsContext::Engine::Engine(TlsRoots &roots, const std::string &host)
    : context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free)
{
    SSL_CTX *ctx = context.get();
    if (ctx == nullptr)
        return;
    const auto address = HostAddress::parse(host);
    hostIsAddress = address.has_value();
    SSL_CTX_set_ex_data(ctx, 0, this);
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(ctx, 1); // one recv for a record's head and body, not two
    SSL_CTX_set_alpn_protos(ctx, kAlpn, sizeof kAlpn);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ctx, onNewSession);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, TlsVerification::onCertificate);
    SSL_CTX_set1_cert_store(ctx, roots.store().x509.get());
    rootsProblem = roots.problem();
    expectHost(ctx, host, address);
    ERR_clear_error();
}

TlsContext::Engine::~Engine()
{
    if (context)
        SSL_CTX_set_ex_data(context.get(), 0, nullptr);
}

void TlsContext::Engine::keepSession(SSL_SESSION *session)
{
    if (sessions.size() == kMaxSessions)
        sessions.erase(sessions.begin());
    sessions.emplace_back(session, &SSL_SESSION_free);
}

// The newest. A ticket of TLS 1.3 is best used once, so it leaves, unless it is the last: a used one is
// better than a full handshake.
SslSession TlsContext::Engine::takeSession()
{
    while (!sessions.empty() && SSL_SESSION_is_resumable(sessions.back().get()) == 0)
        sessions.pop_back();
    if (sessions.empty())
        return {nullptr, &SSL_SESSION_free};
    SSL_SESSION *newest = sessions.back().get();
    if (sessions.size() > 1 && SSL_SESSION_get_protocol_version(newest) >= TLS1_3_VERSION) {
        SslSession session = std::move(sessions.back());
        sessions.pop_back();
        return session;
    }
    SSL_SESSION_up_ref(newest);
    return {newest, &SSL_SESSION_free};
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
