// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/storage/meta_table.h"
#include "relay/storage/statement.h"

#include <cstdint>

namespace relay::storage {

// The journal's watermarks by statements of the engine's own, inside a transaction of the caller's; see
// MetaTable::watermarks(). One per connection. On whatever thread has its connection's turn.
class WatermarkWriter final
{
public:
    explicit WatermarkWriter(Connection &connection);

    Result<JournalWatermarks> watermarks();
    Result<void> setRows(std::uint64_t sequence) { return set(m_setRows, sequence); }
    Result<void> setTotals(std::uint64_t sequence) { return set(m_setTotals, sequence); }

private:
    Result<std::uint64_t> read(Statement &statement);
    Result<void> set(Statement &statement, std::uint64_t sequence);

    Connection &m_connection;
    Statement m_rows;
    Statement m_totals;
    Statement m_setRows;
    Statement m_setTotals;
};

} // namespace relay::storage
