// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/usage_writer.h"

#include "relay/storage/json_text.h"
#include "relay/storage/usage_text.h"

#include <cmath>

namespace relay::storage {

namespace {

constexpr double kMostDollars = 1e9; // beyond it nano-dollars do not fit

// Whether the row itself says all about its only attempt, or that there was none.
bool impliedByRow(const model::UsageRecord &record)
{
    if (record.attempts.empty())
        return record.channelId == 0;
    const model::Attempt &first = record.attempts.front();
    return record.attempts.size() == 1 && record.channelId != 0 && first.channelId == record.channelId &&
           first.status == record.status && first.error.empty();
}

// An upstream took it: model and path are real ones, not what a client made up.
bool provenByUpstream(const model::UsageRecord &record)
{
    return record.channelId != 0 && record.status < 400 && !record.failed;
}

} // namespace

UsageWriter::UsageWriter(Connection &connection)
    : m_names(connection)
    , m_insert(
          connection,
          "INSERT OR IGNORE INTO usage(id, created_at, request_id, token_id, channel_id, model, "
          "upstream_model, "
          "endpoint, error, stream, status, failed, prompt, completion, cached, reasoning, cost_nano, quota, "
          "elapsed_us, "
          "ttft_us, overhead_us, queue_us, connect_us, upstream_us, request_bytes, response_bytes, attempts) "
          "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
{
}

Result<void> UsageWriter::bindName(int index, std::string_view text, Names::Unknown unknown)
{
    if (text.empty()) {
        m_insert.bindNull(index);
        return {};
    }
    const std::string_view kept = cutText(text, kLongestName);
    const Result<std::optional<std::int64_t>> id = m_names.idOf(kept, unknown);
    if (!id)
        return id.error();
    if (*id)
        m_insert.bind(index, **id);
    else
        m_insert.bind(index, kept);
    return {};
}

void UsageWriter::bindText(int index, std::string_view text)
{
    if (text.empty())
        m_insert.bindNull(index);
    else
        m_insert.bind(index, text);
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
    const Names::Unknown unknown = provenByUpstream(r) ? Names::Unknown::Store : Names::Unknown::Leave;
    Result<void> named = bindName(5, r.model, unknown);
    if (named) // NULL: as requested
        named = bindName(
            6, r.upstreamModel == r.model ? std::string_view() : std::string_view(r.upstreamModel), unknown);
    if (named)
        named = bindName(7, r.endpoint, hasIdentifier(r.endpoint) ? Names::Unknown::Leave : unknown);
    if (!named)
        return named;
    bindText(8, cutText(r.error, kLongestError));
    m_insert.bind(9, static_cast<std::int64_t>(r.stream));
    m_insert.bind(10, static_cast<std::int64_t>(r.status));
    m_insert.bind(11, static_cast<std::int64_t>(r.failed));
    bindCount(12, r.usage.prompt);
    bindCount(13, r.usage.completion);
    bindCount(14, r.usage.cached);
    bindCount(15, r.usage.reasoning);
    bindCount(16, r.costUsd && *r.costUsd < kMostDollars ? std::llround(*r.costUsd * 1e9) : -1);
    m_insert.bind(17, r.quota);
    m_insert.bind(18, r.elapsedUs);
    bindCount(19, r.ttftUs);
    m_insert.bind(20, r.overheadUs);
    m_insert.bind(21, r.queueUs);
    m_insert.bind(22, r.connectUs);
    m_insert.bind(23, r.upstreamUs);
    m_insert.bind(24, r.requestBytes);
    m_insert.bind(25, r.responseBytes);
    if (impliedByRow(r)) {
        m_insert.bindNull(26);
    } else {
        m_attempts = attemptsText(r.attempts);
        m_insert.bind(26, std::string_view(m_attempts));
    }
    return m_insert.run();
}

} // namespace relay::storage
