// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QtGlobal>

#include <cstdint>
#include <string_view>

struct sqlite3_stmt;

namespace relay::storage {

class Connection;

// A prepared statement on the engine's own handle, to be run many times: the ledger's rows, where QtSql
// would cost three times as much. Columns and parameters count from 0. On its connection's thread.
class Statement final
{
public:
    Statement(Connection &connection, const char *sql);
    ~Statement();
    Q_DISABLE_COPY_MOVE(Statement)

    void bind(int index, std::int64_t value);
    void bind(int index, std::string_view text); // must live until the statement has run

    // Runs to the end; the bindings stay.
    Result<void> run();
    // Runs until the first row: true when there is one, whose first column is in `value`.
    Result<bool> firstInteger(std::int64_t &value);

private:
    Connection &m_connection;
    sqlite3_stmt *m_statement = nullptr;
    Result<void> m_prepared;
};

} // namespace relay::storage
