// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/usage_record.h"
#include "relay/storage/memory_table.h"
#include "relay/storage/names.h"
#include "relay/storage/statement.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace relay::storage {

// Writes usage rows, inside a transaction of the caller's; many with one call cost half of as many calls. One
// per connection. On its connection's thread.
class UsageWriter final
{
public:
    // Another name for a second one of the same connection, for as long as the first lives.
    explicit UsageWriter(Connection &connection, const char *table = "staged_usage");

    // A row's id is the record's sequence; a row that is there already stays as it is.
    Result<void> insert(std::span<const model::UsageRecord> records);
    Result<void> insert(const model::UsageRecord &record) { return insert(std::span(&record, 1)); }

private:
    // A record, and what is looked up or made of it before the statement runs.
    struct Row
    {
        const model::UsageRecord *record = nullptr;
        MemoryTable::Value model;
        MemoryTable::Value upstreamModel;
        MemoryTable::Value endpoint;
        std::optional<std::string> attempts;
    };
    struct Column;
    static const Column kColumns[];
    static std::string insertion(const char *table);

    Result<void> prepare(const model::UsageRecord &record, Row &row);
    Result<void> name(std::string_view text, Names::Unknown unknown, MemoryTable::Value &value);

    // The rows of one insert(), as a table.
    class Rows final : public MemoryTable
    {
    public:
        Rows(Connection &connection, const char *table);
        std::size_t rowCount() const override { return m_count; }
        Value value(std::size_t row, int column) const override;

        Row &at(std::size_t row) { return m_rows[row]; }
        void resize(std::size_t count);

    private:
        std::vector<Row> m_rows; // only grows: its strings keep their memory
        std::size_t m_count = 0;
    };

    Names m_names;
    Rows m_rows; // before the statement that reads it
    Statement m_insert;
};

} // namespace relay::storage
