// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/engine_error.h"

#include "relay/storage/connection.h"
#include "relay/storage/lock_report.h"

#include <sqlite3.h>

namespace relay::storage {

Error engineError(const Connection &connection, int code, const QString &said)
{
    switch (code & 0xff) { // the rest tells more, and is on by itself in QtSql
    case SQLITE_BUSY:
    case SQLITE_LOCKED: {
        connection.counters().locked.fetch_add(1, std::memory_order_relaxed);
        const std::string who = foreignWriter(connection.path());
        return {ErrorKind::Unavailable,
                said % (who.empty() ? QStringLiteral(" (another program holds it, or long work of this one: "
                                                     "try again in a moment)")
                                    : QStringLiteral(" (") % QString::fromStdString(who) %
                                          QStringLiteral(" holds it: wait until it is done, or close that "
                                                         "program, then try again)"))};
    }
    case SQLITE_CONSTRAINT:
        return {ErrorKind::Conflict, said};
    case SQLITE_FULL:
        return {ErrorKind::Storage, said % QStringLiteral(" (free some disk space)")};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return {ErrorKind::Storage, said % QStringLiteral(" (check the rights of ") % connection.path() %
                                        QStringLiteral(" and of its folder)")};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {ErrorKind::Storage,
                said % QStringLiteral(" (the file is damaged: quit TrayRelay and restore a backup)")};
    default:
        return {ErrorKind::Storage, said};
    }
}

} // namespace relay::storage
