// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/base/result.h"

#include <string>

namespace relay::storage {

class Connection;

// The ledger's rows, for reading. A row's single, plain attempt is told again from the row, its time being
// that of connecting and waiting. On its connection's thread.
class UsageTable final
{
public:
    explicit UsageTable(Connection &connection)
        : m_connection(connection)
    {
    }

    Result<api::UsagePage> page(const api::UsageQuery &query); // newest first
    Result<api::UsageStat> stat(const api::UsageQuery &query); // limit and cursor do not matter
    Result<std::uint64_t> largestId();                         // 0: no rows

private:
    Result<api::UsageQuery> resolved(api::UsageQuery query);
    template <typename Filter>
    Result<void> addSums(const std::string &sql, const Filter &filter, api::UsageStat &stat);
    Result<bool> exists(const char *sql, std::int64_t id);

    Connection &m_connection;
};

} // namespace relay::storage
