// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/totals_writer.h"

namespace relay::storage {

TotalsWriter::TotalsWriter(Connection &connection)
    : m_token(connection, "UPDATE tokens SET used_quota = used_quota + ?1, remain_quota = remain_quota - "
                          "CASE WHEN unlimited_quota THEN 0 ELSE ?1 END WHERE id = ?2")
    , m_channel(connection, "UPDATE channels SET used_quota = used_quota + ?1 WHERE id = ?2")
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
