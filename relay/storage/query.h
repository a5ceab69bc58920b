// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QSqlQuery>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace relay::storage {

class Connection;

// One statement through QtSql with UTF-8 at its edges; parameters are bound in order. Counted and timed.
// Not for SQL from outside. On its connection's thread.
class Query final
{
public:
    Query(Connection &connection, const char *sql);

    Query &bind(std::int64_t value);
    Query &bind(int value) { return bind(static_cast<std::int64_t>(value)); }
    Query &bind(bool value) { return bind(static_cast<std::int64_t>(value)); }
    Query &bind(double value);
    Query &bind(std::optional<double> value);
    Query &bind(std::string_view text);
    Query &bind(const std::string &text) { return bind(std::string_view(text)); }
    Query &bindBytes(std::string_view bytes);
    Query &bindNull();

    Result<void> run();
    bool next();

    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::string bytes(int column) const;

    std::int64_t insertedId() const;
    int changedRows() const;

private:
    Connection &m_connection;
    QSqlQuery m_query;
    bool m_prepared = false;
    int m_bound = 0;
};

} // namespace relay::storage
