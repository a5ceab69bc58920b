// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include <QString>

#include <cstdint>

namespace tests {

// What another program sees in a database file at this moment. For the test's thread.
class DatabaseView final
{
public:
    explicit DatabaseView(const QString &file)
    {
        sqlite3_open_v2(file.toUtf8().constData(), &m_connection, SQLITE_OPEN_READWRITE, nullptr);
        sqlite3_busy_timeout(m_connection, 10'000);
    }
    ~DatabaseView() { sqlite3_close(m_connection); }
    DatabaseView(const DatabaseView &) = delete;
    DatabaseView &operator=(const DatabaseView &) = delete;

    // The first column of the first row; -1: there is none, or the statement failed.
    std::int64_t number(const char *sql)
    {
        sqlite3_stmt *statement = nullptr;
        sqlite3_prepare_v2(m_connection, sql, -1, &statement, nullptr);
        const bool row = sqlite3_step(statement) == SQLITE_ROW;
        const std::int64_t value = row ? sqlite3_column_int64(statement, 0) : -1;
        sqlite3_finalize(statement);
        return value;
    }
    bool run(const char *sql)
    {
        return sqlite3_exec(m_connection, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    }

    // As the file is right now.
    static std::int64_t number(const QString &file, const char *sql)
    {
        return DatabaseView(file).number(sql);
    }

private:
    sqlite3 *m_connection = nullptr;
};

} // namespace tests
