// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/imported_table.h"

#include <QCryptographicHash>

#include <cstring>

namespace relay::storage {

ImportedTable::ImportedTable(Connection &connection)
    : m_find(connection, "SELECT id FROM imported WHERE digest = ?")
    , m_put(connection, "INSERT OR REPLACE INTO imported(digest, id) VALUES(?, ?)")
{
}

std::int64_t ImportedTable::digest(std::string_view kind, std::string_view content)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](std::string_view part) {
        hash.addData(QByteArrayView(part.data(), static_cast<qsizetype>(part.size())));
    };
    add(kind);
    add("\n");
    add(content);
    std::int64_t digest = 0;
    std::memcpy(&digest, hash.result().constData(), sizeof digest);
    return digest;
}

Result<std::optional<std::int64_t>> ImportedTable::find(std::int64_t digest)
{
    std::int64_t id = 0;
    m_find.bind(0, digest);
    const Result<bool> found = m_find.firstInteger(id);
    if (!found)
        return found.error();
    return *found ? std::optional(id) : std::nullopt;
}

Result<void> ImportedTable::put(std::int64_t digest, std::int64_t id)
{
    m_put.bind(0, digest);
    m_put.bind(1, id);
    return m_put.run();
}

} // namespace relay::storage
