// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/query_parameters.h"

#include "relay/api/usage_filter.h"

#include <algorithm>
#include <charconv>

namespace relay::admin {

namespace {

std::string decoded(std::string_view text)
{
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        if (text[i] == '%' && i + 2 < text.size()) {
            const char *const first = text.data() + i + 1;
            if (std::from_chars(first, first + 2, byte, 16).ptr == first + 2) {
                plain += static_cast<char>(byte);
                i += 2;
                continue;
            }
        }
        plain += text[i] == '+' ? ' ' : text[i];
    }
    return plain;
}

} // namespace

QueryParameters::QueryParameters(std::string_view query)
{
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        const std::size_t equals = std::min(pair.find('='), pair.size());
        m_parameters.emplace_back(decoded(pair.substr(0, equals)),
                                  decoded(pair.substr(std::min(equals + 1, pair.size()))));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
}

std::string QueryParameters::text(std::string_view name) const
{
    const auto found = std::ranges::find(m_parameters, name, &std::pair<std::string, std::string>::first);
    return found == m_parameters.end() ? std::string() : found->second;
}

Result<std::optional<std::int64_t>> QueryParameters::number(std::string_view name, std::int64_t least,
                                                            std::int64_t most) const
{
    return api::readNumber(name, text(name), least, most);
}

} // namespace relay::admin
