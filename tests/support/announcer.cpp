// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/announcer.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <QByteArray>

#include <vector>

namespace tests {

namespace {

constexpr int kNumberBytes = 32;

std::string base64(std::string_view bytes)
{
    return QByteArray(bytes.data(), qsizetype(bytes.size())).toBase64().toStdString();
}

} // namespace

struct Announcer::Key
{
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    ~Key() { EVP_PKEY_free(pair); }
};

Announcer::Announcer()
    : m_key(std::make_unique<Key>())
{
}

Announcer::~Announcer() = default;

std::string Announcer::publicPem() const
{
    BIO *const memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(memory, m_key->pair);
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    std::string text(data, static_cast<std::size_t>(size));
    BIO_free(memory);
    return text;
}

std::string Announcer::sign(std::string_view message) const
{
    EVP_MD_CTX *const context = EVP_MD_CTX_new();
    std::vector<unsigned char> der(static_cast<std::size_t>(EVP_PKEY_get_size(m_key->pair)));
    std::size_t size = der.size();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, m_key->pair);
    EVP_DigestSign(context, der.data(), &size, reinterpret_cast<const unsigned char *>(message.data()),
                   message.size());
    EVP_MD_CTX_free(context);
    const unsigned char *at = der.data();
    ECDSA_SIG *const pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
    std::string numbers(2 * kNumberBytes, '\0');
    auto *const out = reinterpret_cast<unsigned char *>(numbers.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, kNumberBytes);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + kNumberBytes, kNumberBytes);
    ECDSA_SIG_free(pair);
    return numbers;
}

std::string Announcer::answer(std::string_view text, std::string_view signedText) const
{
    return R"({"signed": ")" + base64(text) + R"(", "signature": ")" + base64(sign(signedText)) + "\"}\n";
}

std::string Announcer::announcement(std::string_view version, std::string_view page)
{
    return R"({"product": "TrayRelay", "version": ")" + std::string(version) + R"(", "url": ")" +
           std::string(page) + R"(", "notes": "Faster start.", "sha256": {"linux-appimage": ")" +
           std::string(64, 'a') + R"("}})";
}

} // namespace tests
