// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/spend_service.h"
#include "relay/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace relay::storage {

class Connection;
class Query;

// Sums of the ledger per day, model, token and channel. Reads the rows of the wanted time alone, through the
// index over it, day by day where days are told apart, and the daily sums of what is beyond its retention
// (of whole days, and without what had no price). On its connection's thread.
class UsageSpend final
{
public:
    explicit UsageSpend(Connection &connection)
        : m_connection(connection)
    {
    }

    Result<std::vector<api::SpendRow>> rows(const api::SpendQuery &query);

    // The statements over one stretch of time, for those who want to know how it is done.
    static std::string ofRows(const std::vector<api::SpendBy> &by);
    static std::string ofDays(const std::vector<api::SpendBy> &by);

private:
    struct Key
    {
        std::string day;
        std::string model;
        std::int64_t tokenId = 0;
        std::int64_t channelId = 0;
        auto operator<=>(const Key &) const = default; // NOLINT(modernize-use-nullptr)
    };
    Result<void> addRows(const api::SpendQuery &query, const std::string &day, std::int64_t startMs,
                         std::int64_t endMs);
    Result<void> addDays(const api::SpendQuery &query);
    void add(Query &sums, const std::string &day);

    Connection &m_connection;
    std::map<Key, api::SpendRow> m_sums;
};

} // namespace relay::storage
