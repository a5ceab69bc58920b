// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/names.h"

namespace relay::storage {

namespace {

constexpr std::size_t kMostKnown = 4096; // some 500 KB

} // namespace

Names::Names(Connection &connection)
    : m_find(connection, "SELECT id FROM names WHERE text = ?")
    , m_add(connection,
            "INSERT INTO names(text) SELECT ?1 WHERE (SELECT count(*) FROM names) < ?2 RETURNING id")
{
}

Result<bool> Names::add(std::string_view text, std::int64_t &id)
{
    m_add.bind(0, text);
    m_add.bind(1, kMostNames);
    return m_add.firstInteger(id);
}

Result<std::optional<std::int64_t>> Names::idOf(std::string_view text, Unknown unknown)
{
    const auto known = m_known.find(text);
    if (known != m_known.end())
        return std::optional(known->second);
    std::int64_t id = 0;
    m_find.bind(0, text);
    Result<bool> found = m_find.firstInteger(id);
    if (found && !*found && unknown == Unknown::Store)
        found = add(text, id);
    if (!found)
        return found.error();
    if (!*found)
        return std::optional<std::int64_t>();
    if (m_known.size() >= kMostKnown)
        m_known.clear();
    m_known.emplace(text, id);
    return std::optional(id);
}

} // namespace relay::storage
