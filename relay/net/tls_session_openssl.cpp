// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/socket_bio_openssl.h"
#include "relay/net/tls_context_openssl.h"
#include "relay/net/tls_fault.h"
#include "relay/net/tls_session.h"
#include "relay/net/tls_verification_openssl.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <system_error>
#include <utility>

namespace relay::net {

struct TlsSession::Engine
{
    Engine(TlsContext &tlsContext, int descriptor);
    ~Engine();

    void beginCall();
    IoStatus conclude(int result);
    IoStatus concludeAfter(std::size_t bytes, int result, IoStatus &next);
    IoStatus fail(TlsFault what);
    IoStatus failFromQueue();
    IoStatus failFromSystem();

    std::string host;
    std::string rootsProblem;
    SocketBio socket;
    TlsVerification verification;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl;
    TlsFault fault;
    IoStatus nextRead = IoStatus::Done; // known already when the call before moved bytes
    IoStatus nextWrite = IoStatus::Done;
    bool handshakeDone = false; // OpenSSL forgets it when the connection fails
    bool triedSession = false;
    bool unusable = false; // OpenSSL wants no further call on it, SSL_shutdown() least of all
};

TlsSession::Engine::Engine(TlsContext &tlsContext, int descriptor)
    : host(tlsContext.host())
    , rootsProblem(tlsContext.engine().rootsProblem)
    , ssl(nullptr, &SSL_free)
{
    TlsContext::Engine &shared = tlsContext.engine();
    socket.descriptor = descriptor;
    if (shared.context)
        ssl.reset(SSL_new(shared.context.get()));
    BIO *bio = ssl ? SocketBio::create(socket) : nullptr;
    if (bio == nullptr) {
        fail({TlsFailure::Protocol, "The TLS library could not be set up (out of memory?)."});
        unusable = true;
        return;
    }
    SSL_set_bio(ssl.get(), bio, bio);
    SSL_set_ex_data(ssl.get(), 0, &verification); // slot 0 is the application's
    SSL_set_connect_state(ssl.get());
    if (!shared.hostIsAddress)
        SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
    if (const SslSession session = shared.takeSession())
        triedSession = SSL_set_session(ssl.get(), session.get()) == 1;
    ERR_clear_error();
}

TlsSession::Engine::~Engine()
{
    // Without this SSL_free() takes the session for broken, and nobody could resume it.
    if (ssl && !unusable && handshakeDone)
        SSL_set_shutdown(ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

void TlsSession::Engine::beginCall()
{
    ERR_clear_error();
    socket.beginCall();
}

IoStatus TlsSession::Engine::conclude(int result)
{
    switch (SSL_get_error(ssl.get(), result)) {
    case SSL_ERROR_NONE:
        return IoStatus::Done;
    case SSL_ERROR_WANT_READ:
        return IoStatus::WantRead;
    case SSL_ERROR_WANT_WRITE:
        return IoStatus::WantWrite;
    case SSL_ERROR_ZERO_RETURN:
        return IoStatus::Closed;
    case SSL_ERROR_SYSCALL:
        return failFromSystem();
    default:
        return failFromQueue();
    }
}

IoStatus TlsSession::Engine::concludeAfter(std::size_t bytes, int result, IoStatus &next)
{
    const IoStatus status = conclude(result);
    if (bytes == 0)
        return status;
    next = status;
    return IoStatus::Done;
}

IoStatus TlsSession::Engine::fail(TlsFault what)
{
    fault = std::move(what);
    return IoStatus::Failed;
}

IoStatus TlsSession::Engine::failFromSystem()
{
    const bool broke = socket.systemError != 0;
    if (!handshakeDone || !broke)
        unusable = true;
    if (broke) {
        return fail(
            TlsFault::broken(host, handshakeDone, std::system_category().message(socket.systemError)));
    }
    return fail(handshakeDone ? TlsFault::cutOff(host) : TlsFault::closedInHandshake(host));
}

IoStatus TlsSession::Engine::failFromQueue()
{
    const unsigned long error = ERR_peek_error();
    const int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
    if (reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return failFromSystem();
    unusable = true;
    switch (reason) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
        return fail({TlsFailure::Certificate, verification.describe(host, rootsProblem)});
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_UNEXPECTED_MESSAGE:
        if (!handshakeDone)
            return fail(TlsFault::notTls(host));
        break;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return fail(TlsFault::tooOld(host));
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        return fail(TlsFault::wantsCertificate(host));
    case SSL_R_TLSV1_UNRECOGNIZED_NAME:
        return fail(TlsFault::unknownName(host));
    default:
        break;
    }
    const char *why = ERR_reason_error_string(error);
    return fail(TlsFault::other(host, why != nullptr ? why : "unknown reason"));
}

TlsSession::TlsSession(TlsContext &context, SocketHandle socket)
    : m_engine(std::make_unique<Engine>(context, socket))
{
}

TlsSession::~TlsSession() = default;

IoStatus TlsSession::handshake()
{
    Engine &engine = *m_engine;
    if (engine.unusable)
        return IoStatus::Failed;
    engine.beginCall();
    const IoStatus status = engine.conclude(SSL_do_handshake(engine.ssl.get()));
    if (status == IoStatus::Done)
        engine.handshakeDone = true;
    if (status == IoStatus::Closed)
        return engine.failFromSystem();
    if (status == IoStatus::Failed && engine.triedSession) {
        // Should the sessions be what it stumbled over, the next attempt starts afresh.
        if (auto *shared = TlsContext::Engine::of(SSL_get_SSL_CTX(engine.ssl.get())))
            shared->sessions.clear();
    }
    return status;
}

IoStatus TlsSession::read(char *to, std::size_t size, std::size_t &got)
{
    got = 0;
    Engine &engine = *m_engine;
    if (engine.nextRead != IoStatus::Done)
        return std::exchange(engine.nextRead, IoStatus::Done);
    if (engine.unusable)
        return IoStatus::Failed;
    engine.beginCall();
    while (got < size) {
        std::size_t count = 0;
        const int result = SSL_read_ex(engine.ssl.get(), to + got, size - got, &count);
        if (result != 1)
            return engine.concludeAfter(got, result, engine.nextRead);
        got += count;
    }
    return IoStatus::Done;
}

IoStatus TlsSession::write(const char *from, std::size_t size, std::size_t &put)
{
    put = 0;
    Engine &engine = *m_engine;
    if (engine.nextWrite != IoStatus::Done)
        return std::exchange(engine.nextWrite, IoStatus::Done);
    if (engine.unusable)
        return IoStatus::Failed;
    engine.beginCall();
    while (put < size) {
        std::size_t count = 0;
        const int result = SSL_write_ex(engine.ssl.get(), from + put, size - put, &count);
        if (result != 1)
            return engine.concludeAfter(put, result, engine.nextWrite);
        put += count;
    }
    return IoStatus::Done;
}

void TlsSession::shutdown()
{
    if (m_engine->unusable || !m_engine->handshakeDone)
        return;
    m_engine->beginCall();
    SSL_shutdown(m_engine->ssl.get());
    ERR_clear_error();
}

bool TlsSession::hasPending() const
{
    return m_engine->ssl &&
           (SSL_has_pending(m_engine->ssl.get()) != 0 || m_engine->nextRead != IoStatus::Done);
}

bool TlsSession::resumed() const
{
    return m_engine->ssl && SSL_session_reused(m_engine->ssl.get()) != 0;
}

const char *TlsSession::protocol() const
{
    return m_engine->ssl ? SSL_get_version(m_engine->ssl.get()) : "";
}

TlsFailure TlsSession::failure() const
{
    return m_engine->fault.kind;
}

const Phrase &TlsSession::error() const
{
    return m_engine->fault.text;
}

} // namespace relay::net
