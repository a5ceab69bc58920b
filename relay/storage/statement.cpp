// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/statement.h"

#include "relay/storage/connection.h"

#include <sqlite3.h>

namespace relay::storage {

Statement::Statement(Connection &connection, const char *sql)
    : m_connection(connection)
{
    sqlite3_prepare_v3(connection.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr);
    if (!m_statement)
        m_prepared = connection.lastError("the database refused a statement");
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

// SQLite takes a null statement as misuse and does nothing; the next run says why there is none.
void Statement::bind(int index, std::int64_t value)
{
    sqlite3_bind_int64(m_statement, index + 1, value);
}

void Statement::bind(int index, std::string_view text)
{
    // A null destructor is SQLITE_STATIC: the engine reads the caller's bytes.
    sqlite3_bind_text(m_statement, index + 1, text.data() ? text.data() : "", static_cast<int>(text.size()),
                      nullptr);
}

Result<void> Statement::run()
{
    if (!m_prepared)
        return m_prepared.error();
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_DONE || code == SQLITE_ROW) {
        sqlite3_reset(m_statement);
        return {};
    }
    const Error error = m_connection.lastError("the database refused a row");
    sqlite3_reset(m_statement);
    return error;
}

Result<bool> Statement::firstInteger(std::int64_t &value)
{
    if (!m_prepared)
        return m_prepared.error();
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        value = sqlite3_column_int64(m_statement, 0);
    if (code == SQLITE_ROW || code == SQLITE_DONE) {
        sqlite3_reset(m_statement);
        return code == SQLITE_ROW;
    }
    const Error error = m_connection.lastError("the database refused a query");
    sqlite3_reset(m_statement);
    return error;
}

} // namespace relay::storage
