// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace relay {

// 16 lower-case hex digits: the wire form of request and instance ids. Reentrant.
std::array<char, 16> toHex16(std::uint64_t value);

// Bytes from the system's cryptographic generator, as lower-case hex (two digits a byte). Thread-safe.
std::string randomHex(std::size_t byteCount);

std::uint64_t randomId();

// Compares in a time that does not depend on where the two differ. Reentrant.
bool equalInConstantTime(std::string_view a, std::string_view b);

} // namespace relay
