// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/totals_writer.h"

namespace relay::storage {

TotalsWriter::TotalsWriter(Connection &connection)
    // At their bounds integers stay integers: SQLite would go on with inexact reals.
    : m_token(connection, "UPDATE tokens SET used_quota = CAST(min(used_quota + ?1, 9e18) AS INTEGER), "
                          "remain_quota = CAST(max(remain_quota - CASE WHEN unlimited_quota THEN 0 ELSE ?1 "
                          "END, -9e18) AS INTEGER) WHERE id = ?2")
    , m_channel(connection, "UPDATE channels SET used_quota = CAST(min(used_quota + ?1, 9e18) AS INTEGER) "
                            "WHERE id = ?2")
{
}

Result<void> TotalsWriter::chargeToken(std::int64_t id, std::int64_t quota)
{
    m_token.bind(0, quota);
    m_token.bind(1, id);
    return m_token.run();
}

Result<void> TotalsWriter::chargeChannel(std::int64_t id, std::int64_t quota)
{
    m_channel.bind(0, quota);
    m_channel.bind(1, id);
    return m_channel.run();
}

} // namespace relay::storage
