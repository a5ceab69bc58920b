// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/p256_signature.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <vector>

namespace relay::platform {

namespace {

struct Free
{
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX *context) const { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
    void operator()(ECDSA_SIG *signature) const { ECDSA_SIG_free(signature); }
    void operator()(BIGNUM *number) const { BN_free(number); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

const unsigned char *bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

Owned<EVP_PKEY> keyOf(const P256PublicKey &key)
{
    std::vector<unsigned char> point{0x04}; // uncompressed
    point.insert(point.end(), key.point.begin(), key.point.end());
    char curve[] = "prime256v1";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
        OSSL_PARAM_construct_end()};
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY *made = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, const_cast<OSSL_PARAM *>(parameters)) !=
            1)
        return nullptr;
    return Owned<EVP_PKEY>(made);
}

// As OpenSSL wants it: ASN.1.
std::vector<unsigned char> encoded(std::string_view signature)
{
    constexpr int kLength = static_cast<int>(P256PublicKey::kNumberBytes);
    const Owned<ECDSA_SIG> pair(ECDSA_SIG_new());
    Owned<BIGNUM> r(BN_bin2bn(bytes(signature), kLength, nullptr));
    Owned<BIGNUM> s(BN_bin2bn(bytes(signature.substr(P256PublicKey::kNumberBytes)), kLength, nullptr));
    if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1)
        return {};
    (void)r.release(); // the pair's
    (void)s.release();
    unsigned char *out = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &out);
    if (size <= 0)
        return {};
    std::vector<unsigned char> text(out, out + size);
    OPENSSL_free(out);
    return text;
}

} // namespace

bool isSignedBy(const P256PublicKey &key, std::string_view message, std::string_view signature)
{
    if (signature.size() != 2 * P256PublicKey::kNumberBytes)
        return false;
    const Owned<EVP_PKEY> publicKey = keyOf(key);
    const std::vector<unsigned char> text = encoded(signature);
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    return publicKey && !text.empty() && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, publicKey.get()) == 1 &&
           EVP_DigestVerify(context.get(), text.data(), text.size(), bytes(message), message.size()) == 1;
}

} // namespace relay::platform
