// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <array>
#include <string>
#include <string_view>

namespace relay::platform {

using MasterKey = std::array<unsigned char, 32>;

std::string cryptographyVersion(); // of the library that all encryption is done by, with its name

// Authenticated encryption (NIST SP 800-38D) with a fresh random nonce each time. The associated data is
// not stored: the same must be given to open, so that a value cannot be moved to another place. Thread-safe.
class Aes256Gcm final
{
public:
    static constexpr std::size_t kNonceBytes = 12;
    static constexpr std::size_t kTagBytes = 16;
    using Nonce = std::array<unsigned char, kNonceBytes>;

    explicit Aes256Gcm(const MasterKey &key);
    ~Aes256Gcm(); // wipes the key
    Aes256Gcm(const Aes256Gcm &) = default;
    Aes256Gcm &operator=(const Aes256Gcm &) = default;

    // Nonce, ciphertext, tag, as bytes.
    Result<std::string> seal(std::string_view plain, std::string_view associated) const;
    Result<std::string> open(std::string_view sealed, std::string_view associated) const;

    // With a nonce of the caller's, which must never be used twice: for published test vectors.
    Result<std::string> sealWithNonce(std::string_view plain, std::string_view associated,
                                      const Nonce &nonce) const;

private:
    MasterKey m_key;
};

} // namespace relay::platform
