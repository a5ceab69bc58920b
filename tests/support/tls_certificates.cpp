// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tls_certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdint>
#include <cstdio>

namespace tests {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::string textOf(const Memory &memory)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string pemOf(X509 *certificate)
{
    const Memory memory(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_X509(memory.get(), certificate);
    return textOf(memory);
}

std::string pemOf(EVP_PKEY *key)
{
    const Memory memory(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return textOf(memory);
}

void addExtension(X509 *certificate, int nid, const std::string &value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

void setName(X509_NAME *name, const std::string &text)
{
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(text.data()),
                               static_cast<int>(text.size()), -1, 0);
}

// Signed by `signer` in the name of `issuer`; null: by itself.
Certificate make(const CertificateWishes &wishes, EVP_PKEY *key, X509 *issuer, EVP_PKEY *signer,
                 bool isAuthority)
{
    Certificate certificate(X509_new(), &X509_free);
    X509 *x509 = certificate.get();
    X509_set_version(x509, X509_VERSION_3);
    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), serial >> 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), wishes.notBefore.count());
    X509_gmtime_adj(X509_getm_notAfter(x509), wishes.notAfter.count());
    X509_set_pubkey(x509, key);
    setName(X509_get_subject_name(x509), wishes.commonName);
    X509_set_issuer_name(x509, X509_get_subject_name(issuer != nullptr ? issuer : x509));
    addExtension(x509, NID_basic_constraints, isAuthority ? "critical,CA:TRUE" : "CA:FALSE");
    std::string names;
    for (const std::string &name : wishes.dnsNames)
        names += (names.empty() ? "DNS:" : ",DNS:") + name;
    for (const std::string &address : wishes.addresses)
        names += (names.empty() ? "IP:" : ",IP:") + address;
    if (!names.empty())
        addExtension(x509, NID_subject_alt_name, names);
    X509_sign(x509, signer, EVP_sha256());
    return certificate;
}

Key makeKey()
{
    return {EVP_EC_gen("P-256"), &EVP_PKEY_free};
}

} // namespace

struct CertificateAuthority::Keys
{
    Key key;
    Certificate certificate;
    std::string pem;
};

CertificateAuthority::CertificateAuthority(const std::string &name)
{
    CertificateWishes wishes;
    wishes.commonName = name;
    Key key = makeKey();
    Certificate certificate = make(wishes, key.get(), nullptr, key.get(), true);
    std::string pem = pemOf(certificate.get());
    m_keys = std::make_unique<Keys>(Keys{std::move(key), std::move(certificate), std::move(pem)});
}

CertificateAuthority::~CertificateAuthority() = default;

PemPair CertificateAuthority::issue(const CertificateWishes &wishes) const
{
    const Key key = makeKey();
    const Certificate certificate =
        make(wishes, key.get(), m_keys->certificate.get(), m_keys->key.get(), false);
    return {pemOf(certificate.get()), pemOf(key.get())};
}

const std::string &CertificateAuthority::certificate() const
{
    return m_keys->pem;
}

std::string CertificateAuthority::hashedFileName() const
{
    const X509_NAME *name = X509_get_subject_name(m_keys->certificate.get());
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%08lx.0", X509_NAME_hash_ex(name, nullptr, nullptr, nullptr));
    return text.data();
}

PemPair CertificateAuthority::selfSigned(const CertificateWishes &wishes)
{
    const Key key = makeKey();
    const Certificate certificate = make(wishes, key.get(), nullptr, key.get(), false);
    return {pemOf(certificate.get()), pemOf(key.get())};
}

} // namespace tests
