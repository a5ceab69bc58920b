// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"

#include <algorithm>
#include <vector>

namespace tests {

// A ledger in memory that answers as the real one does: the newest first, in pages by id.
class FakeLedger final
{
public:
    std::vector<relay::api::UsageRow> rows; // the newest first
    std::int64_t rolledUp = 0;              // requests of which only the sums per day are left
    int asked = 0;
    relay::api::UsageQuery last; // as it was asked

    relay::api::UsagePage page(const relay::api::UsageQuery &query)
    {
        ++asked;
        last = query;
        auto row = rows.begin();
        if (query.cursor != 0)
            row = std::ranges::lower_bound(rows, query.cursor - 1, std::ranges::greater(),
                                           &relay::api::UsageRow::id);
        relay::api::UsagePage page;
        for (; row != rows.end(); ++row) {
            if (!matches(*row, query))
                continue;
            if (int(page.rows.size()) == query.limit) {
                page.next = page.rows.back().id;
                break;
            }
            page.rows.push_back(*row);
        }
        return page;
    }

    relay::api::UsageStat stat(const relay::api::UsageQuery &query) const
    {
        relay::api::UsageStat stat;
        if (!query.status && query.slowerThanUs < 0)
            stat.requests += rolledUp;
        for (const relay::api::UsageRow &row : rows) {
            if (!matches(row, query))
                continue;
            ++stat.requests;
            stat.failed += row.record.failed ? 1 : 0;
            stat.costUsd += row.record.costUsd.value_or(0);
            stat.promptTokens += std::max<std::int64_t>(0, row.record.usage.prompt);
            stat.completionTokens += std::max<std::int64_t>(0, row.record.usage.completion);
        }
        return stat;
    }

private:
    static bool matchesStatus(const relay::model::UsageRecord &record, int status)
    {
        return status == 0   ? record.failed
               : status < 10 ? record.status / 100 == status
                             : record.status == status;
    }
    static bool matches(const relay::api::UsageRow &row, const relay::api::UsageQuery &query)
    {
        const relay::model::UsageRecord &record = row.record;
        const std::int64_t span = record.stream && record.ttftUs >= 0 ? record.ttftUs : record.elapsedUs;
        return record.createdAtMs >= query.startMs &&
               (query.endMs == 0 || record.createdAtMs < query.endMs) &&
               (query.model.empty() || record.model == query.model) &&
               (!query.tokenId || record.tokenId == *query.tokenId) &&
               (!query.channelId || record.channelId == *query.channelId) &&
               (query.channelName.empty() || row.channelName == query.channelName) &&
               (!query.status || matchesStatus(record, *query.status)) &&
               (query.slowerThanUs < 0 || span >= query.slowerThanUs);
    }
};

} // namespace tests
