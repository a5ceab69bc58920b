// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/query_parameters.h"

#include "relay/admin/qt_text.h"

#include <algorithm>
#include <charconv>
#include <limits>

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
    const std::string value = text(name);
    if (value.empty())
        return std::optional<std::int64_t>();
    const bool negative = least < 0 && value.size() > 1 && value.front() == '-';
    std::optional<std::int64_t> number = readNumber(std::string_view(value).substr(negative ? 1 : 0));
    if (number && negative)
        *number = -*number;
    if (number && *number >= least && *number <= most)
        return number;
    const QString range = least == std::numeric_limits<std::int64_t>::min() ? QStringLiteral("a whole number")
                          : most == std::numeric_limits<std::int64_t>::max()
                              ? QStringLiteral("a whole number from %1 on").arg(least)
                              : QStringLiteral("a whole number from %1 to %2").arg(least).arg(most);
    return Error{ErrorKind::BadRequest, QStringLiteral("%1 must be %2").arg(qtText(name), range)};
}

std::optional<std::int64_t> readNumber(std::string_view text)
{
    std::int64_t number = 0;
    const char *const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (text.empty() || text.front() == '-' || failure != std::errc() || stop != end)
        return {};
    return number;
}

} // namespace relay::admin
