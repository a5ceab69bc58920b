// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/engine_error.h"

#include "relay/base/phrase.h"
#include "relay/storage/connection.h"
#include "relay/storage/lock_report.h"

#include <sqlite3.h>

namespace relay::storage {

Error engineError(const Connection &connection, int code, const QString &words)
{
    switch (code & 0xff) { // the rest tells more, and is on by itself in QtSql
    case SQLITE_BUSY:
    case SQLITE_LOCKED: {
        connection.counters().locked.fetch_add(1, std::memory_order_relaxed);
        const std::string who = foreignWriter(connection.path());
        if (who.empty())
            return {
                ErrorKind::Unavailable,
                said(QT_TRANSLATE_NOOP(
                         "Phrases",
                         "%1 (another program holds it, or long work of this one: try again in a moment)"),
                     words)};
        return {ErrorKind::Unavailable,
                said(QT_TRANSLATE_NOOP(
                         "Phrases",
                         "%1 (%2 holds it: wait until it is done, or close that program, then try again)"),
                     words, who)};
    }
    case SQLITE_CONSTRAINT:
        return {ErrorKind::Conflict, words};
    case SQLITE_FULL:
        return {ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "%1 (free some disk space)"), words)};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return {ErrorKind::Storage,
                said(QT_TRANSLATE_NOOP("Phrases", "%1 (check the rights of %2 and of its folder)"), words,
                     connection.path())};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {ErrorKind::Storage,
                said(QT_TRANSLATE_NOOP("Phrases",
                                       "%1 (the file is damaged: quit TrayRelay and restore a backup)"),
                     words)};
    default:
        return {ErrorKind::Storage, words};
    }
}

} // namespace relay::storage
