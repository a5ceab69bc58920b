// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/aes256_gcm.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <limits>
#include <memory>

namespace relay::platform {

namespace {

struct FreeContext
{
    void operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char *bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytes(std::string &text, std::size_t offset)
{
    return reinterpret_cast<unsigned char *>(text.data()) + offset;
}

bool fits(std::string_view text)
{
    return text.size() < static_cast<std::size_t>(std::numeric_limits<int>::max() / 2);
}

int length(std::string_view text)
{
    return static_cast<int>(text.size());
}

Error refused(const char *what)
{
    return Error{ErrorKind::Internal, said(QT_TRANSLATE_NOOP("Phrases", "AES-256-GCM: %1"), said(what))};
}

} // namespace

std::string cryptographyVersion()
{
    return std::string("OpenSSL ") + OpenSSL_version(OPENSSL_VERSION_STRING);
}

Aes256Gcm::Aes256Gcm(const MasterKey &key)
    : m_key(key)
{
}

Aes256Gcm::~Aes256Gcm()
{
    OPENSSL_cleanse(m_key.data(), m_key.size());
}

Result<std::string> Aes256Gcm::seal(std::string_view plain, std::string_view associated) const
{
    Nonce nonce{};
    if (RAND_bytes(nonce.data(), static_cast<int>(nonce.size())) != 1)
        return refused(QT_TRANSLATE_NOOP("Phrases", "the system has no random bytes"));
    return sealWithNonce(plain, associated, nonce);
}

Result<std::string> Aes256Gcm::sealWithNonce(std::string_view plain, std::string_view associated,
                                             const Nonce &nonce) const
{
    if (!fits(plain) || !fits(associated))
        return refused(QT_TRANSLATE_NOOP("Phrases", "too long"));
    const Context context(EVP_CIPHER_CTX_new());
    std::string out(nonce.begin(), nonce.end());
    out.resize(kNonceBytes + plain.size() + kTagBytes);
    int written = 0;
    int rest = 0;
    const bool done =
        context &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, m_key.data(), nonce.data()) == 1 &&
        (associated.empty() ||
         EVP_EncryptUpdate(context.get(), nullptr, &written, bytes(associated), length(associated)) == 1) &&
        (plain.empty() || EVP_EncryptUpdate(context.get(), bytes(out, kNonceBytes), &written, bytes(plain),
                                            length(plain)) == 1) &&
        EVP_EncryptFinal_ex(context.get(), bytes(out, kNonceBytes + plain.size()), &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes),
                            bytes(out, kNonceBytes + plain.size())) == 1;
    if (!done)
        return refused(QT_TRANSLATE_NOOP("Phrases", "sealing failed"));
    return out;
}

Result<std::string> Aes256Gcm::open(std::string_view sealed, std::string_view associated) const
{
    if (sealed.size() < kNonceBytes + kTagBytes || !fits(sealed) || !fits(associated))
        return refused(QT_TRANSLATE_NOOP("Phrases", "not a sealed value"));
    const Context context(EVP_CIPHER_CTX_new());
    const std::string_view cipher = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
    std::string tag(sealed.substr(sealed.size() - kTagBytes));
    std::string out(cipher.size() + 1, '\0'); // never empty: a null pointer means "associated data" below
    int written = 0;
    int rest = 0;
    const bool done =
        context &&
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, m_key.data(), bytes(sealed)) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagBytes), tag.data()) ==
            1 &&
        (associated.empty() ||
         EVP_DecryptUpdate(context.get(), nullptr, &written, bytes(associated), length(associated)) == 1) &&
        (cipher.empty() ||
         EVP_DecryptUpdate(context.get(), bytes(out, 0), &written, bytes(cipher), length(cipher)) == 1) &&
        EVP_DecryptFinal_ex(context.get(), bytes(out, cipher.size()), &rest) == 1;
    if (!done) {
        OPENSSL_cleanse(out.data(), out.size());
        return refused(QT_TRANSLATE_NOOP("Phrases", "the value was changed, or sealed with another key"));
    }
    out.resize(cipher.size());
    return out;
}

} // namespace relay::platform
