// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace tests {

namespace {

class OpenSslSession final : public FakeTls::Session
{
public:
    OpenSslSession(SSL_CTX *context, int descriptor)
        : m_ssl(SSL_new(context), &SSL_free)
    {
        SSL_set_fd(m_ssl.get(), descriptor);
    }

    bool accept()
    {
        const bool done = SSL_accept(m_ssl.get()) == 1;
        ERR_clear_error();
        return done;
    }
    std::ptrdiff_t send(std::string_view bytes) override
    {
        std::size_t put = 0;
        return SSL_write_ex(m_ssl.get(), bytes.data(), bytes.size(), &put) == 1
                   ? static_cast<std::ptrdiff_t>(put)
                   : 0;
    }
    std::ptrdiff_t receive(char *buffer, std::size_t size) override
    {
        std::size_t got = 0;
        return SSL_read_ex(m_ssl.get(), buffer, size, &got) == 1 ? static_cast<std::ptrdiff_t>(got) : 0;
    }
    void end() override { SSL_shutdown(m_ssl.get()); }

private:
    std::unique_ptr<SSL, decltype(&SSL_free)> m_ssl;
};

} // namespace

struct FakeTls::Library
{
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_server_method()),
                                                              &SSL_CTX_free};
};

FakeTls::FakeTls(const std::string &certificate, const std::string &key)
    : m_library(std::make_unique<Library>())
{
    const auto memoryOf = [](const std::string &text) {
        return std::unique_ptr<BIO, decltype(&BIO_free)>(
            BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    };
    X509 *x509 = PEM_read_bio_X509(memoryOf(certificate).get(), nullptr, nullptr, nullptr);
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey(memoryOf(key).get(), nullptr, nullptr, nullptr);
    SSL_CTX_use_certificate(m_library->context.get(), x509);
    SSL_CTX_use_PrivateKey(m_library->context.get(), pkey);
    X509_free(x509);
    EVP_PKEY_free(pkey);
}

FakeTls::~FakeTls() = default;

std::unique_ptr<FakeTls::Session> FakeTls::accept(int descriptor) const
{
    auto session = std::make_unique<OpenSslSession>(m_library->context.get(), descriptor);
    if (!session->accept())
        return nullptr;
    return session;
}

} // namespace tests
