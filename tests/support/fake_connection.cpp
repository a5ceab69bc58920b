// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_connection.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {

struct FakeConnection::TlsLibrary
{
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_server_method()),
                                                              &SSL_CTX_free};
};

struct FakeConnection::Session
{
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl;
};

std::shared_ptr<FakeConnection::TlsLibrary> FakeConnection::tlsLibrary(const std::string &certificate,
                                                                       const std::string &key)
{
    const auto memoryOf = [](const std::string &text) {
        return std::unique_ptr<BIO, decltype(&BIO_free)>(
            BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    };
    auto library = std::make_shared<TlsLibrary>();
    X509 *x509 = PEM_read_bio_X509(memoryOf(certificate).get(), nullptr, nullptr, nullptr);
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey(memoryOf(key).get(), nullptr, nullptr, nullptr);
    SSL_CTX_use_certificate(library->context.get(), x509);
    SSL_CTX_use_PrivateKey(library->context.get(), pkey);
    X509_free(x509);
    EVP_PKEY_free(pkey);
    return library;
}

FakeConnection::FakeConnection(int descriptor, TlsLibrary *tls)
    : m_descriptor(descriptor)
    , m_library(tls)
{
}

FakeConnection::~FakeConnection()
{
    close();
}

void FakeConnection::close()
{
    m_session.reset();
    const std::lock_guard lock(m_mutex);
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

bool FakeConnection::handshake()
{
    if (!m_library)
        return true;
    m_session = std::make_unique<Session>(Session{{SSL_new(m_library->context.get()), &SSL_free}});
    SSL_set_fd(m_session->ssl.get(), m_descriptor);
    const bool done = SSL_accept(m_session->ssl.get()) == 1;
    ERR_clear_error();
    return done;
}

bool FakeConnection::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        std::size_t put = 0;
        if (m_session) {
            if (SSL_write_ex(m_session->ssl.get(), bytes.data(), bytes.size(), &put) != 1)
                return false;
        } else {
            const ssize_t count = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            put = static_cast<std::size_t>(count);
        }
        bytes.remove_prefix(put);
    }
    return true;
}

std::size_t FakeConnection::sendWithin(std::string_view bytes, std::chrono::milliseconds silence)
{
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        pollfd waited{m_descriptor, POLLOUT, 0};
        if (::poll(&waited, 1, static_cast<int>(silence.count())) != 1)
            break;
        const ssize_t count =
            ::send(m_descriptor, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count <= 0 && errno != EAGAIN)
            break;
        sent += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    return sent;
}

std::string FakeConnection::receive()
{
    std::string buffer(64 * 1024, '\0');
    std::size_t got = 0;
    if (m_session) {
        if (SSL_read_ex(m_session->ssl.get(), buffer.data(), buffer.size(), &got) != 1)
            got = 0;
    } else {
        const ssize_t count = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
        got = count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    buffer.resize(got);
    return buffer;
}

bool FakeConnection::waitUntilGone(std::chrono::milliseconds limit)
{
    pollfd waited{m_descriptor, POLLRDHUP, 0};
    return ::poll(&waited, 1, static_cast<int>(limit.count())) == 1;
}

void FakeConnection::endSending()
{
    if (m_session)
        SSL_shutdown(m_session->ssl.get());
    ::shutdown(m_descriptor, SHUT_WR);
}

void FakeConnection::closeWithReset()
{
    const linger hard{1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

void FakeConnection::interrupt()
{
    const std::lock_guard lock(m_mutex);
    ::shutdown(m_descriptor, SHUT_RDWR); // of -1: nothing
}

} // namespace tests
