// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/p256_signature.h"

#include <windows.h>
// after it
#include <bcrypt.h>

#include <QByteArrayView>
#include <QCryptographicHash>

#include <algorithm>
#include <vector>

namespace relay::platform {

namespace {

bool done(NTSTATUS status)
{
    return status >= 0;
}

// The key as CNG holds it; algorithm and key are let go together.
class ImportedKey final
{
public:
    explicit ImportedKey(const P256PublicKey &key)
    {
        BCRYPT_ECCKEY_BLOB head{};
        head.dwMagic = BCRYPT_ECDSA_PUBLIC_P256_MAGIC;
        head.cbKey = static_cast<ULONG>(P256PublicKey::kNumberBytes);
        const auto *const begin = reinterpret_cast<const UCHAR *>(&head);
        std::vector<UCHAR> blob(begin, begin + sizeof head);
        blob.insert(blob.end(), key.point.begin(), key.point.end());
        if (done(BCryptOpenAlgorithmProvider(&m_algorithm, BCRYPT_ECDSA_P256_ALGORITHM, nullptr, 0)) &&
            !done(BCryptImportKeyPair(m_algorithm, nullptr, BCRYPT_ECCPUBLIC_BLOB, &m_key, blob.data(),
                                      static_cast<ULONG>(blob.size()), 0)))
            m_key = nullptr;
    }
    ~ImportedKey()
    {
        if (m_key)
            BCryptDestroyKey(m_key);
        if (m_algorithm)
            BCryptCloseAlgorithmProvider(m_algorithm, 0);
    }
    ImportedKey(const ImportedKey &) = delete;
    ImportedKey &operator=(const ImportedKey &) = delete;

    BCRYPT_KEY_HANDLE handle() const { return m_key; }

private:
    BCRYPT_ALG_HANDLE m_algorithm = nullptr;
    BCRYPT_KEY_HANDLE m_key = nullptr;
};

} // namespace

bool isSignedBy(const P256PublicKey &key, std::string_view message, std::string_view signature)
{
    if (signature.size() != 2 * P256PublicKey::kNumberBytes)
        return false;
    const ImportedKey publicKey(key);
    QByteArray digest = QCryptographicHash::hash(
        QByteArrayView(message.data(), static_cast<qsizetype>(message.size())), QCryptographicHash::Sha256);
    std::vector<UCHAR> numbers(signature.begin(), signature.end());
    return publicKey.handle() &&
           done(BCryptVerifySignature(publicKey.handle(), nullptr, reinterpret_cast<PUCHAR>(digest.data()),
                                      static_cast<ULONG>(digest.size()), numbers.data(),
                                      static_cast<ULONG>(numbers.size()), 0));
}

} // namespace relay::platform
