// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/usage_table.h"

#include "relay/storage/json_text.h"
#include "relay/storage/query.h"

#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

namespace relay::storage {

namespace {

constexpr const char *kColumns =
    "SELECT u.id, u.created_at, u.request_id, u.token_id, u.channel_id, coalesce(m.text, u.model), "
    "coalesce(um.text, u.upstream_model), coalesce(ep.text, u.endpoint), u.error, u.stream, u.status, "
    "u.failed, u.prompt, u.completion, u.cached, u.reasoning, u.cost_nano, u.quota, u.elapsed_us, u.ttft_us, "
    "u.overhead_us, u.queue_us, u.connect_us, u.upstream_us, u.request_bytes, u.response_bytes, u.attempts, "
    "t.name, c.name FROM usage u "
    "LEFT JOIN names m ON m.id = u.model AND typeof(u.model) = 'integer' "
    "LEFT JOIN names um ON um.id = u.upstream_model AND typeof(u.upstream_model) = 'integer' "
    "LEFT JOIN names ep ON ep.id = u.endpoint AND typeof(u.endpoint) = 'integer' "
    "LEFT JOIN tokens t ON t.id = u.token_id LEFT JOIN channels c ON c.id = u.channel_id";

enum class Of { Rows, Days };

// The WHERE clause of a filter and what it binds, in order. Of daily sums: those of whole days.
class Condition final
{
public:
    Condition(const api::UsageQuery &q, bool withCursor, Of of = Of::Rows)
    {
        if (of == Of::Days) {
            if (q.startMs > 0)
                add("strftime('%s', u.day, 'utc') * 1000 >= ?", q.startMs);
            if (q.endMs > 0)
                add("strftime('%s', u.day, '+1 day', 'utc') * 1000 <= ?", q.endMs);
        }
        if (withCursor && q.cursor != 0)
            add("u.id < ?", q.cursor);
        if (of == Of::Rows && q.startMs > 0)
            add("u.created_at >= ?", q.startMs);
        if (of == Of::Rows && q.endMs > 0)
            add("u.created_at < ?", q.endMs);
        if (!q.model.empty())
            add("u.model IN (?, (SELECT id FROM names WHERE text = ?))", q.model, q.model);
        if (q.tokenId)
            add("u.token_id = ?", *q.tokenId);
        if (!q.tokenName.empty())
            add("u.token_id IN (SELECT id FROM tokens WHERE name = ?)", q.tokenName);
        if (q.channelId)
            add("u.channel_id = ?", *q.channelId);
        if (!q.channelName.empty())
            add("u.channel_id IN (SELECT id FROM channels WHERE name = ?)", q.channelName);
        if (q.status)
            addStatus(*q.status);
        if (q.slowerThanUs >= 0)
            add("coalesce(CASE WHEN u.stream THEN u.ttft_us END, u.elapsed_us) >= ?", q.slowerThanUs);
    }

    const std::string &sql() const { return m_sql; }

    void bindTo(Query &query) const
    {
        for (const auto &value : m_values)
            std::visit([&query](const auto &v) { query.bind(v); }, value);
    }

private:
    void addStatus(std::int64_t status)
    {
        if (status == 0)
            add("u.failed");
        else
            add(status < 10 ? "u.status / 100 = ?" : "u.status = ?", status);
    }

    template <typename... Values>
    void add(const char *term, const Values &...values)
    {
        m_sql.append(m_sql.empty() ? " WHERE " : " AND ").append(term);
        (m_values.emplace_back(values), ...);
    }

    std::string m_sql;
    std::vector<std::variant<std::int64_t, std::string>> m_values;
};

std::int64_t count(const Query &query, int column)
{
    return query.isNull(column) ? -1 : query.integer(column);
}

std::int64_t whole(double sum)
{
    constexpr double kMost = 9e18; // fits an integer
    return std::llround(std::clamp(sum, -kMost, kMost));
}

void readAttempts(const Query &query, model::UsageRecord &r)
{
    if (!query.isNull(26))
        r.attempts = attemptsFrom(query.text(26));
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
    r.failed = query.integer(11) != 0;
    r.usage = {count(query, 12), count(query, 13), count(query, 14), count(query, 15)};
    if (!query.isNull(16))
        r.costUsd = static_cast<double>(query.integer(16)) / 1e9;
    r.quota = query.integer(17);
    r.elapsedUs = query.integer(18);
    r.ttftUs = count(query, 19);
    r.overheadUs = query.integer(20);
    r.queueUs = query.integer(21);
    r.connectUs = query.integer(22);
    r.upstreamUs = query.integer(23);
    r.requestBytes = query.integer(24);
    r.responseBytes = query.integer(25);
    readAttempts(query, r);
    row.tokenName = query.text(27);
    row.channelName = query.text(28);
    return row;
}

} // namespace

Result<bool> UsageTable::exists(const char *sql, std::int64_t id)
{
    Query query(m_connection, sql);
    const Result<void> done = query.bind(id).run();
    if (!done)
        return done.error();
    return query.next();
}

// Where a word may be an id or a name, one of the two is left. Removed tokens and channels keep their rows.
Result<api::UsageQuery> UsageTable::resolved(api::UsageQuery query)
{
    const auto choose = [this](const char *sql, std::optional<std::int64_t> &id,
                               std::string &name) -> Result<void> {
        if (!id || name.empty())
            return {};
        const Result<bool> known = exists(sql, *id);
        if (!known)
            return known.error();
        if (*known || *id == 0) // 0: no token, no channel
            name.clear();
        else
            id.reset();
        return {};
    };
    if (const Result<void> done = choose("SELECT 1 FROM tokens WHERE id = ?", query.tokenId, query.tokenName);
        !done)
        return done.error();
    if (const Result<void> done =
            choose("SELECT 1 FROM channels WHERE id = ?", query.channelId, query.channelName);
        !done)
        return done.error();
    return query;
}

Result<api::UsagePage> UsageTable::page(const api::UsageQuery &query)
{
    const Result<api::UsageQuery> filter = resolved(query);
    if (!filter)
        return filter.error();
    const Condition condition(*filter, true);
    const int limit = std::clamp(filter->limit, 1, 1000);
    Query rows(m_connection, (kColumns + condition.sql() + " ORDER BY u.id DESC LIMIT ?").c_str());
    condition.bindTo(rows);
    const Result<void> done = rows.bind(limit + 1).run(); // one more tells whether there is another page
    if (!done)
        return done.error();
    api::UsagePage page;
    while (rows.next()) {
        if (static_cast<int>(page.rows.size()) == limit) {
            page.next = page.rows.back().id;
            break;
        }
        page.rows.push_back(readRow(rows));
    }
    return page;
}

Result<api::UsageStat> UsageTable::stat(const api::UsageQuery &query)
{
    const Result<api::UsageQuery> filter = resolved(query);
    if (!filter)
        return filter.error();
    // total() and not sum(): it cannot overflow, and is exact up to 2^53.
    const std::string sums = "sum(u.failed), total(u.prompt), total(u.completion), total(u.quota), "
                             "total(u.cost_nano) FROM ";
    api::UsageStat stat;
    const Condition ofRows(*filter, false);
    Result<void> done = addSums("SELECT count(*), " + sums + "usage u" + ofRows.sql(), ofRows, stat);
    // Of rows beyond their retention only the sums are left, which know no status and no times.
    if (done && !filter->status && filter->slowerThanUs < 0) {
        const Condition ofDays(*filter, false, Of::Days);
        done = addSums("SELECT sum(u.requests), " + sums + "usage_daily u" + ofDays.sql(), ofDays, stat);
    }
    if (!done)
        return done.error();
    return stat;
}

template <typename Filter>
Result<void> UsageTable::addSums(const std::string &sql, const Filter &filter, api::UsageStat &stat)
{
    Query sums(m_connection, sql.c_str());
    filter.bindTo(sums);
    Result<void> done = sums.run();
    if (done && sums.next()) {
        stat.requests += sums.integer(0);
        stat.failed += sums.integer(1);
        stat.promptTokens += whole(sums.real(2));
        stat.completionTokens += whole(sums.real(3));
        stat.quota += whole(sums.real(4));
        stat.costUsd += sums.real(5) / 1e9;
    }
    return done;
}

Result<std::uint64_t> UsageTable::largestId()
{
    Query query(m_connection, "SELECT max(id) FROM usage");
    const Result<void> done = query.run();
    if (!done)
        return done.error();
    // Imported rows are numbered below 0.
    return query.next() ? static_cast<std::uint64_t>(std::max(query.integer(0), std::int64_t{0})) : 0;
}

} // namespace relay::storage
