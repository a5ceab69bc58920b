// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/dialect/padded_view.h"

#include <simdjson.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace relay::dialect {

static_assert(kJsonPaddingBytes == simdjson::SIMDJSON_PADDING);

// One simdjson parser, reused; give each thread one. The buffers of a large document are let go with the
// next small one. Documents are valid until the next call. Reentrant.
class JsonParser final
{
public:
    // Only the document's outline is checked here; other errors show when values are asked for.
    simdjson::error_code iterate(PaddedView text, simdjson::ondemand::document &document);

    // For text without padding behind it: copies it first. What is no UTF-8 is read as U+FFFD.
    simdjson::error_code iterateCopy(std::string_view text, simdjson::ondemand::document &document);

private:
    static constexpr std::size_t kKeepBytes = 1024 * 1024; // costs about 6 bytes of memory each, if touched
    static constexpr std::size_t kLeastBytes = 16 * 1024;

    simdjson::ondemand::parser m_parser;
    std::string m_copy;
};

} // namespace relay::dialect
