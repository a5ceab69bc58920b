// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/aes256_gcm.h"

// clang-format off
#include <windows.h>
#include <bcrypt.h> // needs it
// clang-format on

#include <QOperatingSystemVersion>

#include <limits>

namespace relay::platform {

namespace {

bool succeeded(NTSTATUS status)
{
    return status >= 0;
}

unsigned char *bytes(std::string_view text) // CNG takes what it only reads without const as well
{
    return reinterpret_cast<unsigned char *>(const_cast<char *>(text.data()));
}

bool fits(std::string_view text)
{
    return text.size() < static_cast<std::size_t>(std::numeric_limits<int>::max() / 2);
}

ULONG length(std::string_view text)
{
    return static_cast<ULONG>(text.size());
}

Error refused(const char *what)
{
    return Error{ErrorKind::Internal, said(QT_TRANSLATE_NOOP("Phrases", "AES-256-GCM: %1"), said(what))};
}

// The key as CNG wants it, for one call.
class Cipher final
{
public:
    explicit Cipher(const MasterKey &key)
    {
        if (!succeeded(BCryptOpenAlgorithmProvider(&m_algorithm, BCRYPT_AES_ALGORITHM, nullptr, 0)))
            return;
        wchar_t mode[] = BCRYPT_CHAIN_MODE_GCM;
        if (!succeeded(BCryptSetProperty(m_algorithm, BCRYPT_CHAINING_MODE, reinterpret_cast<PUCHAR>(mode),
                                         sizeof mode, 0)))
            return;
        MasterKey copy = key;
        if (!succeeded(BCryptGenerateSymmetricKey(m_algorithm, &m_key, nullptr, 0, copy.data(),
                                                  static_cast<ULONG>(copy.size()), 0)))
            m_key = nullptr;
        SecureZeroMemory(copy.data(), copy.size());
    }
    ~Cipher()
    {
        if (m_key)
            BCryptDestroyKey(m_key);
        if (m_algorithm)
            BCryptCloseAlgorithmProvider(m_algorithm, 0);
    }
    Cipher(const Cipher &) = delete;
    Cipher &operator=(const Cipher &) = delete;

    BCRYPT_KEY_HANDLE key() const { return m_key; }

private:
    BCRYPT_ALG_HANDLE m_algorithm = nullptr;
    BCRYPT_KEY_HANDLE m_key = nullptr;
};

BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO modeInfo(unsigned char *nonce, unsigned char *tag,
                                               std::string_view associated)
{
    BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info{};
    info.cbSize = sizeof info;
    info.dwInfoVersion = BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO_VERSION;
    info.pbNonce = nonce;
    info.cbNonce = static_cast<ULONG>(Aes256Gcm::kNonceBytes);
    info.pbTag = tag;
    info.cbTag = static_cast<ULONG>(Aes256Gcm::kTagBytes);
    info.pbAuthData = associated.empty() ? nullptr : bytes(associated);
    info.cbAuthData = length(associated);
    return info;
}

} // namespace

std::string cryptographyVersion()
{
    const QOperatingSystemVersion system = QOperatingSystemVersion::current();
    return "CNG " + std::to_string(system.majorVersion()) + '.' + std::to_string(system.minorVersion()) +
           '.' + std::to_string(system.microVersion());
}

Aes256Gcm::Aes256Gcm(const MasterKey &key)
    : m_key(key)
{
}

Aes256Gcm::~Aes256Gcm()
{
    SecureZeroMemory(m_key.data(), m_key.size());
}

Result<std::string> Aes256Gcm::seal(std::string_view plain, std::string_view associated) const
{
    Nonce nonce{};
    if (!succeeded(BCryptGenRandom(nullptr, nonce.data(), static_cast<ULONG>(nonce.size()),
                                   BCRYPT_USE_SYSTEM_PREFERRED_RNG)))
        return refused(QT_TRANSLATE_NOOP("Phrases", "the system has no random bytes"));
    return sealWithNonce(plain, associated, nonce);
}

Result<std::string> Aes256Gcm::sealWithNonce(std::string_view plain, std::string_view associated,
                                             const Nonce &nonce) const
{
    if (!fits(plain) || !fits(associated))
        return refused(QT_TRANSLATE_NOOP("Phrases", "too long"));
    const Cipher cipher(m_key);
    std::string out(nonce.begin(), nonce.end());
    out.resize(kNonceBytes + plain.size() + kTagBytes);
    unsigned char *const begin = bytes(out);
    BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info =
        modeInfo(begin, begin + kNonceBytes + plain.size(), associated);
    ULONG written = 0;
    if (!cipher.key() || !succeeded(BCryptEncrypt(cipher.key(), bytes(plain), length(plain), &info, nullptr,
                                                  0, begin + kNonceBytes, length(plain), &written, 0)))
        return refused(QT_TRANSLATE_NOOP("Phrases", "sealing failed"));
    return out;
}

Result<std::string> Aes256Gcm::open(std::string_view sealed, std::string_view associated) const
{
    if (sealed.size() < kNonceBytes + kTagBytes || !fits(sealed) || !fits(associated))
        return refused(QT_TRANSLATE_NOOP("Phrases", "not a sealed value"));
    const Cipher cipher(m_key);
    const std::string_view text = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
    std::string out(text.size(), '\0');
    BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info =
        modeInfo(bytes(sealed), bytes(sealed.substr(kNonceBytes + text.size())), associated);
    ULONG written = 0;
    if (!cipher.key() || !succeeded(BCryptDecrypt(cipher.key(), bytes(text), length(text), &info, nullptr, 0,
                                                  bytes(out), length(out), &written, 0))) {
        SecureZeroMemory(out.data(), out.size());
        return refused(QT_TRANSLATE_NOOP("Phrases", "the value was changed, or sealed with another key"));
    }
    return out;
}

} // namespace relay::platform
