// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/usage_retention.h"

#include "relay/storage/connection.h"
#include "relay/storage/query.h"
#include "relay/storage/transaction.h"

#include <QDateTime>

namespace relay::storage {

namespace {

// Both statements take the same rows: the index on the time holds the ids in order.
constexpr const char *kAdd = R"sql(
INSERT INTO usage_daily(day, model, token_id, channel_id, requests, failed, prompt, completion, cached,
    reasoning, cost_nano, quota, elapsed_us)
SELECT strftime('%Y-%m-%d', created_at / 1000, 'unixepoch', 'localtime'),
    CASE WHEN model IS NOT NULL AND (typeof(model) = 'integer' OR channel_id <> 0) THEN model ELSE '' END,
    token_id, channel_id, count(*), sum(failed), CAST(total(prompt) AS INTEGER),
    CAST(total(completion) AS INTEGER), CAST(total(cached) AS INTEGER), CAST(total(reasoning) AS INTEGER),
    CAST(total(cost_nano) AS INTEGER), CAST(total(quota) AS INTEGER), CAST(total(elapsed_us) AS INTEGER)
FROM usage WHERE id IN (SELECT id FROM usage WHERE created_at < ? ORDER BY created_at, id LIMIT ?)
GROUP BY 1, 2, 3, 4
ON CONFLICT(day, model, token_id, channel_id) DO UPDATE SET
    requests = requests + excluded.requests, failed = failed + excluded.failed,
    prompt = prompt + excluded.prompt, completion = completion + excluded.completion,
    cached = cached + excluded.cached, reasoning = reasoning + excluded.reasoning,
    cost_nano = cost_nano + excluded.cost_nano, quota = quota + excluded.quota,
    elapsed_us = elapsed_us + excluded.elapsed_us
)sql";
constexpr const char *kRemove = "DELETE FROM usage WHERE id IN (SELECT id FROM usage WHERE created_at < ? "
                                "ORDER BY created_at, id LIMIT ?)";

} // namespace

Result<std::int64_t> UsageRetention::rollUp(std::int64_t beforeMs, int mostRows)
{
    Query first(m_connection, "SELECT 1 FROM usage WHERE created_at < ? LIMIT 1");
    if (const Result<void> looked = first.bind(beforeMs).run(); !looked)
        return looked.error();
    if (!first.next())
        return std::int64_t{0}; // no write transaction for nothing
    Transaction transaction(m_connection);
    Result<void> done = transaction.begun();
    if (done)
        done = Query(m_connection, kAdd).bind(beforeMs).bind(mostRows).run();
    Query remove(m_connection, kRemove);
    if (done)
        done = remove.bind(beforeMs).bind(mostRows).run();
    const std::int64_t removed = done ? remove.changedRows() : 0;
    if (done)
        done = transaction.commit();
    if (!done)
        return done.error();
    return removed;
}

Result<std::int64_t> UsageRetention::shrink(int mostPages)
{
    const std::string step = "PRAGMA incremental_vacuum(" + std::to_string(mostPages) + ")";
    if (const Result<void> done = m_connection.execute(step.c_str()); !done)
        return done.error();
    const Result<std::string> left = m_connection.pragma("freelist_count");
    if (!left)
        return left.error();
    return std::int64_t{QString::fromStdString(*left).toLongLong()};
}

std::int64_t UsageRetention::keptFromMs(std::int64_t nowMs, int days)
{
    const QDate today = QDateTime::fromMSecsSinceEpoch(nowMs).date();
    return today.addDays(-days).startOfDay().toMSecsSinceEpoch();
}

} // namespace relay::storage
