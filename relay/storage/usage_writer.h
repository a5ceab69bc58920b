// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/usage_record.h"
#include "relay/storage/names.h"
#include "relay/storage/statement.h"

namespace relay::storage {

// Writes usage rows, inside a transaction of the caller's. On its connection's thread.
class UsageWriter final
{
public:
    explicit UsageWriter(Connection &connection);

    // The row's id is the record's sequence; a row that is there already stays as it is.
    Result<void> insert(const model::UsageRecord &record);

private:
    Result<void> bindName(int index, std::string_view text, Names::Unknown unknown);
    void bindText(int index, std::string_view text); // empty: NULL
    void bindCount(int index, std::int64_t count);   // -1: NULL

    Names m_names;
    Statement m_insert;
    std::string m_attempts; // lives until the statement has run
};

} // namespace relay::storage
