// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/usage_table.h"

#include "relay/storage/json_text.h"
#include "relay/storage/query.h"

#include <algorithm>
#include <variant>
#include <vector>

namespace relay::storage {

namespace {

constexpr const char *kColumns =
    "SELECT u.id, u.created_at, u.request_id, u.token_id, u.channel_id, m.text, um.text, ep.text, er.text, "
    "u.stream, "
    "u.status, u.prompt, u.completion, u.cached, u.reasoning, u.cost_nano, u.quota, u.elapsed_us, u.ttft_us, "
    "u.overhead_us, u.queue_us, u.connect_us, u.upstream_us, u.request_bytes, u.response_bytes, u.attempts, "
    "t.name, "
    "c.name FROM usage u LEFT JOIN names m ON m.id = u.model LEFT JOIN names um ON um.id = u.upstream_model "
    "LEFT JOIN names ep ON ep.id = u.endpoint LEFT JOIN names er ON er.id = u.error "
    "LEFT JOIN tokens t ON t.id = u.token_id LEFT JOIN channels c ON c.id = u.channel_id";

// The WHERE clause of a filter and what it binds, in order.
class Condition final
{
public:
    Condition(const api::UsageQuery &q, bool withCursor)
    {
        if (withCursor && q.cursor > 0)
            add("u.id < ?", q.cursor);
        if (q.startMs > 0)
            add("u.created_at >= ?", q.startMs);
        if (q.endMs > 0)
            add("u.created_at < ?", q.endMs);
        if (!q.model.empty())
            add("u.model = (SELECT id FROM names WHERE text = ?)", q.model);
        if (q.tokenId)
            add("u.token_id = ?", *q.tokenId);
        if (!q.tokenName.empty())
            add("u.token_id IN (SELECT id FROM tokens WHERE name = ?)", q.tokenName);
        if (q.channelId)
            add("u.channel_id = ?", *q.channelId);
        if (q.status)
            add("u.status = ?", std::int64_t{*q.status});
        if (q.slowerThanUs >= 0)
            add("u.elapsed_us > ?", q.slowerThanUs);
    }

    const std::string &sql() const { return m_sql; }

    void bindTo(Query &query) const
    {
        for (const auto &value : m_values)
            std::visit([&query](const auto &v) { query.bind(v); }, value);
    }

private:
    void add(const char *term, std::variant<std::int64_t, std::string> value)
    {
        m_sql.append(m_sql.empty() ? " WHERE " : " AND ").append(term);
        m_values.push_back(std::move(value));
    }

    std::string m_sql;
    std::vector<std::variant<std::int64_t, std::string>> m_values;
};

std::int64_t count(const Query &query, int column)
{
    return query.isNull(column) ? -1 : query.integer(column);
}

void readAttempts(const Query &query, model::UsageRecord &r)
{
    if (!query.isNull(25))
        r.attempts = attemptsFrom(query.text(25));
    else if (r.channelId != 0)
        r.attempts.push_back({r.channelId, r.status, r.connectUs + r.upstreamUs, {}});
}

api::UsageRow readRow(const Query &query)
{
    api::UsageRow row;
    row.id = query.integer(0);
    model::UsageRecord &r = row.record;
    r.sequence = static_cast<std::uint64_t>(row.id);
    r.createdAtMs = query.integer(1);
    r.requestId = static_cast<std::uint64_t>(query.integer(2));
    r.tokenId = query.integer(3);
    r.channelId = query.integer(4);
    r.model = query.text(5);
    r.upstreamModel = query.isNull(6) ? r.model : query.text(6);
    r.endpoint = query.text(7);
    r.error = query.text(8);
    r.stream = query.integer(9) != 0;
    r.status = static_cast<int>(query.integer(10));
    r.usage = {count(query, 11), count(query, 12), count(query, 13), count(query, 14)};
    if (!query.isNull(15))
        r.costUsd = static_cast<double>(query.integer(15)) / 1e9;
    r.quota = query.integer(16);
    r.elapsedUs = query.integer(17);
    r.ttftUs = count(query, 18);
    r.overheadUs = query.integer(19);
    r.queueUs = query.integer(20);
    r.connectUs = query.integer(21);
    r.upstreamUs = query.integer(22);
    r.requestBytes = query.integer(23);
    r.responseBytes = query.integer(24);
    readAttempts(query, r);
    row.tokenName = query.text(26);
    row.channelName = query.text(27);
    return row;
}

} // namespace

Result<api::UsagePage> UsageTable::page(const api::UsageQuery &filter)
{
    const Condition condition(filter, true);
    const int limit = std::clamp(filter.limit, 1, 1000);
    Query query(m_connection, (kColumns + condition.sql() + " ORDER BY u.id DESC LIMIT ?").c_str());
    condition.bindTo(query);
    const Result<void> done = query.bind(limit + 1).run(); // one more tells whether there is another page
    if (!done)
        return done.error();
    api::UsagePage page;
    while (query.next()) {
        if (static_cast<int>(page.rows.size()) == limit) {
            page.next = page.rows.back().id;
            break;
        }
        page.rows.push_back(readRow(query));
    }
    return page;
}

Result<api::UsageStat> UsageTable::stat(const api::UsageQuery &filter)
{
    const Condition condition(filter, false);
    Query query(
        m_connection,
        ("SELECT count(*), sum(u.status >= 400 OR u.error IS NOT NULL), sum(u.prompt), sum(u.completion), "
         "sum(u.quota), sum(u.cost_nano) FROM usage u" +
         condition.sql())
            .c_str());
    condition.bindTo(query);
    const Result<void> done = query.run();
    if (!done)
        return done.error();
    api::UsageStat stat;
    if (query.next()) {
        stat.requests = query.integer(0);
        stat.failed = query.integer(1);
        stat.promptTokens = query.integer(2);
        stat.completionTokens = query.integer(3);
        stat.quota = query.integer(4);
        stat.costUsd = static_cast<double>(query.integer(5)) / 1e9;
    }
    return stat;
}

Result<std::uint64_t> UsageTable::largestId()
{
    Query query(m_connection, "SELECT max(id) FROM usage");
    const Result<void> done = query.run();
    if (!done)
        return done.error();
    return query.next() ? static_cast<std::uint64_t>(query.integer(0)) : 0;
}

} // namespace relay::storage
