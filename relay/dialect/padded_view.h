// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace relay::dialect {

class JsonParser;

constexpr std::size_t kJsonPaddingBytes = 64; // simdjson reads in blocks of this size

// JSON text with at least kJsonPaddingBytes readable bytes after its end, whatever they are.
struct PaddedView
{
    const char *data = nullptr;
    std::size_t size = 0;

    std::string_view text() const { return {data, size}; }
};

} // namespace relay::dialect
