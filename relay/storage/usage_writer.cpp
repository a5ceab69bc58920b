// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/usage_writer.h"

#include "relay/base/text.h"
#include "relay/storage/json_text.h"
#include "relay/storage/usage_text.h"

#include <iterator>

namespace relay::storage {

namespace {

using model::UsageRecord;
using Value = MemoryTable::Value;

// Whether the row itself says all about its only attempt, or that there was none.
bool impliedByRow(const UsageRecord &record)
{
    if (record.attempts.empty())
        return record.channelId == 0;
    const model::Attempt &first = record.attempts.front();
    return record.attempts.size() == 1 && record.channelId != 0 && first.channelId == record.channelId &&
           first.status == record.status && first.error.empty();
}

// An upstream took it: model and path are real ones, not what a client made up.
bool provenByUpstream(const UsageRecord &record)
{
    return record.channelId != 0 && record.status < 400 && !record.failed;
}

Value text(std::string_view text)
{
    return text.empty() ? Value() : Value(text);
}

Value count(std::int64_t count)
{
    return count < 0 ? Value() : Value(count);
}

Value cost(const UsageRecord &r)
{
    return count(model::nanoDollars(r.costUsd));
}

template <auto Member>
Value whole(const UsageRecord &r)
{
    return static_cast<std::int64_t>(r.*Member);
}

template <auto Member>
Value tokens(const UsageRecord &r)
{
    return count(r.usage.*Member);
}

} // namespace

struct UsageWriter::Column
{
    const char *name;
    Value (*ofRecord)(const UsageRecord &); // or
    Value (*ofRow)(const Row &) = nullptr;
};

const UsageWriter::Column UsageWriter::kColumns[] = {
    {"id", whole<&UsageRecord::sequence>},
    {"created_at", whole<&UsageRecord::createdAtMs>},
    {"request_id", whole<&UsageRecord::requestId>},
    {"token_id", whole<&UsageRecord::tokenId>},
    {"channel_id", whole<&UsageRecord::channelId>},
    {"model", nullptr, [](const Row &row) { return row.model; }},
    {"upstream_model", nullptr, [](const Row &row) { return row.upstreamModel; }},
    {"endpoint", nullptr, [](const Row &row) { return row.endpoint; }},
    {"error", [](const UsageRecord &r) { return text(cutText(r.error, kLongestError)); }},
    {"stream", whole<&UsageRecord::stream>},
    {"status", whole<&UsageRecord::status>},
    {"failed", whole<&UsageRecord::failed>},
    {"prompt", tokens<&model::TokenUsage::prompt>},
    {"completion", tokens<&model::TokenUsage::completion>},
    {"cached", tokens<&model::TokenUsage::cached>},
    {"reasoning", tokens<&model::TokenUsage::reasoning>},
    {"cost_nano", cost},
    {"quota", whole<&UsageRecord::quota>},
    {"elapsed_us", whole<&UsageRecord::elapsedUs>},
    {"ttft_us", [](const UsageRecord &r) { return count(r.ttftUs); }},
    {"overhead_us", whole<&UsageRecord::overheadUs>},
    {"queue_us", whole<&UsageRecord::queueUs>},
    {"connect_us", whole<&UsageRecord::connectUs>},
    {"upstream_us", whole<&UsageRecord::upstreamUs>},
    {"request_bytes", whole<&UsageRecord::requestBytes>},
    {"response_bytes", whole<&UsageRecord::responseBytes>},
    {"attempts", nullptr,
     [](const Row &row) { return row.attempts ? Value(std::string_view(*row.attempts)) : Value(); }},
};

UsageWriter::Rows::Rows(Connection &connection, const char *table)
    : MemoryTable(connection, table, static_cast<int>(std::size(kColumns)))
{
}

Value UsageWriter::Rows::value(std::size_t row, int column) const
{
    const Column &wanted = kColumns[column];
    return wanted.ofRow ? wanted.ofRow(m_rows[row]) : wanted.ofRecord(*m_rows[row].record);
}

void UsageWriter::Rows::resize(std::size_t count)
{
    if (m_rows.size() < count)
        m_rows.resize(count);
    m_count = count;
}

std::string UsageWriter::insertion(const char *table)
{
    std::string sql = "INSERT OR IGNORE INTO usage(";
    for (const Column &column : kColumns)
        sql.append(&column == kColumns ? "" : ", ").append(column.name);
    return sql.append(") SELECT * FROM ").append(table);
}

UsageWriter::UsageWriter(Connection &connection, const char *table)
    : m_names(connection)
    , m_rows(connection, table)
    , m_insert(connection, insertion(table).c_str())
{
}

// Names are found, or stored, before the statement runs.
Result<void> UsageWriter::insert(std::span<const UsageRecord> records)
{
    if (!m_rows.made())
        return m_rows.made();
    m_rows.resize(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (Result<void> prepared = prepare(records[i], m_rows.at(i)); !prepared)
            return prepared;
    }
    return m_insert.run();
}

Result<void> UsageWriter::prepare(const UsageRecord &r, Row &row)
{
    row.record = &r;
    row.attempts.reset();
    if (!impliedByRow(r))
        row.attempts = attemptsText(r.attempts);
    const Names::Unknown unknown = provenByUpstream(r) ? Names::Unknown::Store : Names::Unknown::Leave;
    const bool mapped = r.upstreamModel != r.model; // NULL: as requested
    Result<void> named = name(r.model, unknown, row.model);
    if (named)
        named =
            name(mapped ? std::string_view(r.upstreamModel) : std::string_view(), unknown, row.upstreamModel);
    if (named)
        named = name(r.endpoint, hasIdentifier(r.endpoint) ? Names::Unknown::Leave : unknown, row.endpoint);
    return named;
}

Result<void> UsageWriter::name(std::string_view text, Names::Unknown unknown, Value &value)
{
    value = Value();
    if (text.empty())
        return {};
    const std::string_view kept = cutText(text, kLongestName);
    const Result<std::optional<std::int64_t>> id = m_names.idOf(kept, unknown);
    if (!id)
        return id.error();
    value = *id ? Value(**id) : Value(kept);
    return {};
}

} // namespace relay::storage
