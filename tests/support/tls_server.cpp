// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tls_server.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {

namespace {

int chooseProtocol(SSL *, const unsigned char **out, unsigned char *outSize, const unsigned char *in,
                   unsigned inSize, void *)
{
    static constexpr unsigned char kHttp[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char *chosen = nullptr;
    if (SSL_select_next_proto(&chosen, outSize, kHttp, sizeof kHttp, in, inSize) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

bool sendAll(SSL *ssl, std::string_view text)
{
    std::size_t put = 0;
    return text.empty() || SSL_write_ex(ssl, text.data(), text.size(), &put) == 1;
}

std::string readLine(SSL *ssl)
{
    std::string line;
    char byte = 0;
    std::size_t got = 0;
    while (SSL_read_ex(ssl, &byte, 1, &got) == 1 && byte != '\n')
        line += byte;
    return line;
}

bool echo(SSL *ssl, std::string_view count)
{
    std::size_t left = 0;
    std::from_chars(count.data(), count.data() + count.size(), left);
    std::string buffer(16 * 1024, '\0');
    while (left > 0) {
        std::size_t got = 0;
        if (SSL_read_ex(ssl, buffer.data(), std::min(buffer.size(), left), &got) != 1 ||
            !sendAll(ssl, std::string_view(buffer).substr(0, got)))
            return false;
        left -= got;
    }
    return true;
}

void obey(SSL *ssl)
{
    for (;;) {
        const std::string line = readLine(ssl);
        const std::string_view argument =
            std::string_view(line).substr(std::min(line.find(' '), line.size()));
        const std::string_view word = std::string_view(line).substr(0, line.size() - argument.size());
        const std::string_view rest = argument.empty() ? argument : argument.substr(1);
        if (word == "echo") {
            if (!echo(ssl, rest))
                return;
        } else {
            sendAll(ssl, rest);
            if (word == "close")
                SSL_shutdown(ssl);
            return;
        }
    }
}

} // namespace

struct TlsServer::Library
{
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_server_method()),
                                                              &SSL_CTX_free};
};

TlsServer::TlsServer(const PemPair &identity, Versions versions)
    : m_library(std::make_unique<Library>())
{
    SSL_CTX *context = m_library->context.get();
    const auto memoryOf = [](const std::string &text) {
        return std::unique_ptr<BIO, decltype(&BIO_free)>(
            BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    };
    X509 *certificate = PEM_read_bio_X509(memoryOf(identity.certificate).get(), nullptr, nullptr, nullptr);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(memoryOf(identity.key).get(), nullptr, nullptr, nullptr);
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nullptr);
    if (versions == Versions::OnlyTls12)
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    if (versions == Versions::OnlyTls13)
        SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    if (versions == Versions::OnlyTls11) {
        SSL_CTX_set_security_level(context, 0);
        SSL_CTX_set_min_proto_version(context, TLS1_1_VERSION);
        SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
    }

    m_thread = std::thread([this] { run(); });
}

TlsServer::~TlsServer()
{
    m_listener.stop();
    if (const int connection = m_connection; connection >= 0)
        ::shutdown(connection, SHUT_RDWR);
    m_thread.join();
}

std::vector<TlsServer::Seen> TlsServer::seen() const
{
    const std::lock_guard lock(m_mutex);
    return m_seen;
}

void TlsServer::run()
{
    // This side writes with OpenSSL's own BIO; the side under test keeps the signal as it finds it.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    while (!m_listener.isStopping()) {
        const int connection = m_listener.accept();
        if (connection < 0)
            continue;
        const int on = 1;
        ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        m_connection = connection;
        if (!m_listener.isStopping())
            serve(connection);
        m_connection = -1;
        ::close(connection);
    }
}

void TlsServer::serve(int connection)
{
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(m_library->context.get()), &SSL_free);
    SSL_set_fd(ssl.get(), connection);
    Seen seen;
    seen.handshakeDone = SSL_accept(ssl.get()) == 1;
    if (seen.handshakeDone) {
        const unsigned char *alpn = nullptr;
        unsigned alpnSize = 0;
        SSL_get0_alpn_selected(ssl.get(), &alpn, &alpnSize);
        const char *name = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name);
        seen.resumed = SSL_session_reused(ssl.get()) == 1;
        seen.serverName = name != nullptr ? name : "";
        seen.alpn = std::string(alpn, alpn + alpnSize);
        seen.protocol = SSL_get_version(ssl.get());
    }
    {
        const std::lock_guard lock(m_mutex);
        m_seen.push_back(seen);
    }
    if (seen.handshakeDone)
        obey(ssl.get());
    ERR_clear_error();
}

} // namespace tests
