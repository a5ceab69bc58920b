// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/dialect/json_parser.h"

#include "relay/dialect/utf8.h"

#include <bit>

namespace relay::dialect {

simdjson::error_code JsonParser::iterate(PaddedView text, simdjson::ondemand::document &document)
{
    if (text.size == 0)
        return simdjson::EMPTY;
    if (m_parser.capacity() > kKeepBytes && text.size <= kKeepBytes)
        m_parser = simdjson::ondemand::parser();
    if (m_parser.capacity() < text.size) {
        // In powers of two, so that a growing conversation does not allocate on every turn.
        const std::size_t wanted = text.size < kLeastBytes   ? kLeastBytes
                                   : text.size <= kKeepBytes ? std::bit_ceil(text.size)
                                                             : text.size;
        if (const simdjson::error_code error = m_parser.allocate(wanted))
            return error;
    }
    return m_parser.iterate(text.data, text.size, text.size + kJsonPaddingBytes).get(document);
}

simdjson::error_code JsonParser::iterateCopy(std::string_view text, simdjson::ondemand::document &document)
{
    if (m_copy.capacity() > kKeepBytes && text.size() <= kKeepBytes)
        m_copy = {};
    m_copy.reserve(text.size() + kJsonPaddingBytes);
    m_copy.assign(text);
    m_copy.append(kJsonPaddingBytes, ' ');
    const simdjson::error_code error = iterate({m_copy.data(), text.size()}, document);
    if (error != simdjson::UTF8_ERROR)
        return error;
    m_copy.clear(); // half a character in an answer's text costs nothing but itself
    appendMended(text, m_copy);
    const std::size_t size = m_copy.size();
    m_copy.append(kJsonPaddingBytes, ' ');
    return iterate({m_copy.data(), size}, document);
}

} // namespace relay::dialect
