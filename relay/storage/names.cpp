// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/names.h"

namespace relay::storage {

namespace {

constexpr std::size_t kMostKnown = 4096; // some 500 KB; error texts may be many

} // namespace

Names::Names(Connection &connection)
    : m_find(connection, "SELECT id FROM names WHERE text = ?")
    , m_add(connection, "INSERT INTO names(text) VALUES(?) RETURNING id")
{
}

Result<std::int64_t> Names::idOf(std::string_view text)
{
    const auto known = m_known.find(text);
    if (known != m_known.end())
        return known->second;
    std::int64_t id = 0;
    m_find.bind(0, text);
    Result<bool> found = m_find.firstInteger(id);
    if (found && !*found) {
        m_add.bind(0, text);
        found = m_add.firstInteger(id);
    }
    if (!found)
        return found.error();
    if (m_known.size() >= kMostKnown)
        m_known.clear();
    m_known.emplace(text, id);
    return id;
}

} // namespace relay::storage
