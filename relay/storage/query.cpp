// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/query.h"

#include "relay/storage/connection.h"
#include "relay/storage/engine_error.h"

#include <QSqlError>
#include <QVariant>

namespace relay::storage {

Query::Query(Connection &connection, const char *sql)
    : m_connection(connection)
    , m_query(connection.database())
{
    m_query.setForwardOnly(true);
    m_prepared = m_query.prepare(QString::fromUtf8(sql));
}

Query &Query::bind(std::int64_t value)
{
    m_query.bindValue(m_bound++, QVariant::fromValue(static_cast<qlonglong>(value)));
    return *this;
}

Query &Query::bind(double value)
{
    m_query.bindValue(m_bound++, value);
    return *this;
}

Query &Query::bind(std::optional<double> value)
{
    return value ? bind(*value) : bindNull();
}

Query &Query::bind(std::string_view text)
{
    // Not null even when empty: QtSql would bind NULL for a null string.
    QString value = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    m_query.bindValue(m_bound++, value.isNull() ? QStringLiteral("") : value);
    return *this;
}

Query &Query::bindBytes(std::string_view bytes)
{
    m_query.bindValue(m_bound++, QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
    return *this;
}

Query &Query::bindNull()
{
    m_query.bindValue(m_bound++, QVariant());
    return *this;
}

Result<void> Query::run()
{
    const auto begin = std::chrono::steady_clock::now();
    const bool done = m_prepared && m_query.exec();
    m_connection.counters().add(1, std::chrono::steady_clock::now() - begin);
    if (m_query.isSelect())
        m_connection.counters().reads.fetch_add(1, std::memory_order_relaxed);
    if (done)
        return {};
    QString text = m_query.lastError().databaseText();
    if (text.isEmpty())
        text = m_query.lastError().text();
    return engineError(m_connection, m_query.lastError().nativeErrorCode().toInt(),
                       QStringLiteral("database: ") % text);
}

bool Query::next()
{
    return m_query.next();
}

bool Query::isNull(int column) const
{
    return m_query.isNull(column);
}

std::int64_t Query::integer(int column) const
{
    return m_query.value(column).toLongLong();
}

double Query::real(int column) const
{
    return m_query.value(column).toDouble();
}

std::string Query::text(int column) const
{
    return m_query.value(column).toString().toStdString();
}

std::string Query::bytes(int column) const
{
    return m_query.value(column).toByteArray().toStdString();
}

std::int64_t Query::insertedId() const
{
    return m_query.lastInsertId().toLongLong();
}

int Query::changedRows() const
{
    return m_query.numRowsAffected();
}

} // namespace relay::storage
