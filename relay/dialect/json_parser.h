// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <string_view>

namespace relay::dialect {

// JSON text with at least kJsonPaddingBytes readable bytes after its end, as simdjson wants it.
struct PaddedView
{
    const char *data = nullptr;
    std::size_t size = 0;

    std::string_view text() const { return {data, size}; }
};

constexpr std::size_t kJsonPaddingBytes = simdjson::SIMDJSON_PADDING;

// One simdjson parser, reused; give each thread one. A large document's buffers are let go by the next
// small one. What it returns is valid until the next parse. Reentrant.
class JsonParser final
{
public:
    // The document is at its start; errors show as soon as a value is asked for.
    simdjson::error_code iterate(PaddedView text, simdjson::ondemand::document &document);

    // For text without padding: copies it first.
    simdjson::error_code iterateCopy(std::string_view text, simdjson::ondemand::document &document);

private:
    simdjson::ondemand::parser m_parser;
    std::string m_copy;
};

} // namespace relay::dialect
