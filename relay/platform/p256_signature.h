// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace relay::platform {

// A public key for ECDSA on the curve P-256: x and y of its point, big-endian. A value.
struct P256PublicKey
{
    static constexpr std::size_t kNumberBytes = 32;

    std::array<unsigned char, 2 * kNumberBytes> point{};

    // "-----BEGIN PUBLIC KEY-----", as openssl writes it; text before and behind is skipped. NotFound: there
    // is no key in it.
    static Result<P256PublicKey> fromPem(std::string_view text);
};

// Whether `signature` (r and s, 32 bytes each, big-endian: IEEE P1363) is ECDSA with SHA-256 of the message
// by the key's owner. False as well where the key is no point of the curve. Thread-safe.
bool isSignedBy(const P256PublicKey &key, std::string_view message, std::string_view signature);

} // namespace relay::platform
