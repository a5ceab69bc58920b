// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/watermark_writer.h"

#include "relay/storage/connection.h"

#include <chrono>

namespace relay::storage {

namespace {

constexpr const char *kRows = "SELECT value FROM meta WHERE key = 'journal.rows'";
constexpr const char *kTotals = "SELECT value FROM meta WHERE key = 'journal.totals'";
constexpr const char *kSetRows = "INSERT INTO meta(key, value) VALUES('journal.rows', ?) "
                                 "ON CONFLICT(key) DO UPDATE SET value = excluded.value";
constexpr const char *kSetTotals = "INSERT INTO meta(key, value) VALUES('journal.totals', ?) "
                                   "ON CONFLICT(key) DO UPDATE SET value = excluded.value";

} // namespace

WatermarkWriter::WatermarkWriter(Connection &connection)
    : m_connection(connection)
    , m_rows(connection, kRows)
    , m_totals(connection, kTotals)
    , m_setRows(connection, kSetRows)
    , m_setTotals(connection, kSetTotals)
{
}

Result<JournalWatermarks> WatermarkWriter::watermarks()
{
    const Result<std::uint64_t> rows = read(m_rows);
    const Result<std::uint64_t> totals = read(m_totals);
    if (!rows || !totals)
        return rows ? totals.error() : rows.error();
    JournalWatermarks marks;
    marks.rows = *rows;
    marks.totals = *totals;
    return marks;
}

Result<std::uint64_t> WatermarkWriter::read(Statement &statement)
{
    std::int64_t value = 0; // none yet
    const Result<bool> found = statement.firstInteger(value);
    if (!found)
        return found.error();
    return static_cast<std::uint64_t>(value);
}

Result<void> WatermarkWriter::set(Statement &statement, std::uint64_t sequence)
{
    const auto begin = std::chrono::steady_clock::now();
    statement.bind(0, static_cast<std::int64_t>(sequence));
    Result<void> done = statement.run();
    m_connection.counters().add(1, std::chrono::steady_clock::now() - begin);
    return done;
}

} // namespace relay::storage
