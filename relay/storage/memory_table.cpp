// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/memory_table.h"

#include "relay/storage/connection.h"

#include <sqlite3.h>

#include <memory>
#include <string>

namespace relay::storage {

namespace {

// What the engine allocates of us; it knows the bases only.
struct Table : sqlite3_vtab
{
    const MemoryTable *rows = nullptr;
};

struct Cursor : sqlite3_vtab_cursor
{
    const MemoryTable *rows = nullptr;
    std::size_t row = 0;
};

const Cursor &of(const sqlite3_vtab_cursor *cursor)
{
    return *static_cast<const Cursor *>(cursor);
}

int connectTable(sqlite3 *database, void *rows, int, const char *const *, sqlite3_vtab **out, char **)
{
    auto table = std::make_unique<Table>();
    table->rows = static_cast<const MemoryTable *>(rows);
    std::string declaration = "CREATE TABLE rows(";
    for (int column = 0; column < table->rows->columnCount(); ++column)
        declaration += (column > 0 ? ", c" : "c") + std::to_string(column);
    const int code = sqlite3_declare_vtab(database, (declaration + ")").c_str());
    if (code == SQLITE_OK)
        *out = table.release();
    return code;
}

int disconnectTable(sqlite3_vtab *table)
{
    delete static_cast<Table *>(table);
    return SQLITE_OK;
}

int planScan(sqlite3_vtab *, sqlite3_index_info *)
{
    return SQLITE_OK; // from the first row to the last
}

int openCursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    auto cursor = std::make_unique<Cursor>();
    cursor->rows = static_cast<const Table *>(table)->rows;
    *out = cursor.release();
    return SQLITE_OK;
}

int closeCursor(sqlite3_vtab_cursor *cursor)
{
    delete static_cast<Cursor *>(cursor);
    return SQLITE_OK;
}

int toFirst(sqlite3_vtab_cursor *cursor, int, const char *, int, sqlite3_value **)
{
    static_cast<Cursor *>(cursor)->row = 0;
    return SQLITE_OK;
}

int toNext(sqlite3_vtab_cursor *cursor)
{
    ++static_cast<Cursor *>(cursor)->row;
    return SQLITE_OK;
}

int atEnd(sqlite3_vtab_cursor *cursor)
{
    return of(cursor).row >= of(cursor).rows->rowCount();
}

int readColumn(sqlite3_vtab_cursor *cursor, sqlite3_context *result, int column)
{
    const MemoryTable::Value value = of(cursor).rows->value(of(cursor).row, column);
    if (const auto *integer = std::get_if<std::int64_t>(&value))
        sqlite3_result_int64(result, *integer);
    else if (const auto *text = std::get_if<std::string_view>(&value)) // a null destructor: read where it is
        sqlite3_result_text(result, text->data() ? text->data() : "", static_cast<int>(text->size()),
                            nullptr);
    return SQLITE_OK; // nothing said is NULL
}

int readRowId(sqlite3_vtab_cursor *cursor, sqlite3_int64 *id)
{
    *id = static_cast<sqlite3_int64>(of(cursor).row);
    return SQLITE_OK;
}

// Without xCreate a table is there by its module's name, in no schema and no file.
constexpr sqlite3_module kModule = [] {
    sqlite3_module module{};
    module.xConnect = connectTable;
    module.xBestIndex = planScan;
    module.xDisconnect = disconnectTable;
    module.xOpen = openCursor;
    module.xClose = closeCursor;
    module.xFilter = toFirst;
    module.xNext = toNext;
    module.xEof = atEnd;
    module.xColumn = readColumn;
    module.xRowid = readRowId;
    return module;
}();

} // namespace

MemoryTable::MemoryTable(Connection &connection, const char *name, int columns)
    : m_columns(columns)
{
    if (sqlite3_create_module_v2(connection.handle(), name, &kModule, this, nullptr) != SQLITE_OK)
        m_made = connection.lastError("the database refused a table in memory");
}

} // namespace relay::storage
