// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/usage_writer.h"

#include "relay/storage/json_text.h"

#include <cmath>

namespace relay::storage {

namespace {

// Whether the row itself says all about its only attempt, or that there was none.
bool impliedByRow(const model::UsageRecord &record)
{
    if (record.attempts.empty())
        return record.channelId == 0;
    const model::Attempt &first = record.attempts.front();
    return record.attempts.size() == 1 && record.channelId != 0 && first.channelId == record.channelId &&
           first.status == record.status && first.error.empty();
}

} // namespace

UsageWriter::UsageWriter(Connection &connection)
    : m_names(connection)
    , m_insert(
          connection,
          "INSERT OR IGNORE INTO usage(id, created_at, request_id, token_id, channel_id, model, "
          "upstream_model, "
          "endpoint, error, stream, status, prompt, completion, cached, reasoning, cost_nano, quota, "
          "elapsed_us, "
          "ttft_us, overhead_us, queue_us, connect_us, upstream_us, request_bytes, response_bytes, attempts) "
          "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
{
}

Result<void> UsageWriter::bindName(int index, std::string_view text)
{
    if (text.empty()) {
        m_insert.bindNull(index);
        return {};
    }
    const Result<std::int64_t> id = m_names.idOf(text);
    if (!id)
        return id.error();
    m_insert.bind(index, *id);
    return {};
}

void UsageWriter::bindCount(int index, std::int64_t count)
{
    if (count < 0)
        m_insert.bindNull(index);
    else
        m_insert.bind(index, count);
}

Result<void> UsageWriter::insert(const model::UsageRecord &r)
{
    m_insert.bind(0, static_cast<std::int64_t>(r.sequence));
    m_insert.bind(1, r.createdAtMs);
    m_insert.bind(2, static_cast<std::int64_t>(r.requestId));
    m_insert.bind(3, r.tokenId);
    m_insert.bind(4, r.channelId);
    Result<void> named = bindName(5, r.model);
    if (named) // NULL: as requested
        named =
            bindName(6, r.upstreamModel == r.model ? std::string_view() : std::string_view(r.upstreamModel));
    if (named)
        named = bindName(7, r.endpoint);
    if (named)
        named = bindName(8, r.error);
    if (!named)
        return named;
    m_insert.bind(9, static_cast<std::int64_t>(r.stream));
    m_insert.bind(10, static_cast<std::int64_t>(r.status));
    bindCount(11, r.usage.prompt);
    bindCount(12, r.usage.completion);
    bindCount(13, r.usage.cached);
    bindCount(14, r.usage.reasoning);
    bindCount(15, r.costUsd ? std::llround(*r.costUsd * 1e9) : -1);
    m_insert.bind(16, r.quota);
    m_insert.bind(17, r.elapsedUs);
    bindCount(18, r.ttftUs);
    m_insert.bind(19, r.overheadUs);
    m_insert.bind(20, r.queueUs);
    m_insert.bind(21, r.connectUs);
    m_insert.bind(22, r.upstreamUs);
    m_insert.bind(23, r.requestBytes);
    m_insert.bind(24, r.responseBytes);
    if (impliedByRow(r)) {
        m_insert.bindNull(25);
    } else {
        m_attempts = attemptsText(r.attempts);
        m_insert.bind(25, std::string_view(m_attempts));
    }
    return m_insert.run();
}

} // namespace relay::storage
