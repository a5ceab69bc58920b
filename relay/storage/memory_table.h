// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QtGlobal>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

namespace relay::storage {

class Connection;

// Rows in memory that the SQL of one connection reads like a table, by its name: with "INSERT ... SELECT" one
// statement takes many rows, at half of what a statement for each costs. To be overridden with the rows.
// The connection must outlive it, and no statement may read it afterwards. On its connection's thread.
class MemoryTable
{
public:
    using Value = std::variant<std::monostate, std::int64_t, std::string_view>; // NULL, INTEGER, TEXT

    // The name must be free.
    MemoryTable(Connection &connection, const char *name, int columns);
    virtual ~MemoryTable() = default;
    Q_DISABLE_COPY_MOVE(MemoryTable)

    // Whether the engine has taken it.
    const Result<void> &made() const { return m_made; }

    virtual std::size_t rowCount() const = 0;
    // Texts must live until the statement has run.
    virtual Value value(std::size_t row, int column) const = 0;
    int columnCount() const { return m_columns; }

private:
    const int m_columns;
    Result<void> m_made;
};

} // namespace relay::storage
