// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/migrations.h"

#include "relay/storage/connection.h"
#include "relay/storage/transaction.h"

#include <array>
#include <string>

namespace relay::storage {

namespace {

// Numbered from 1 by their place. A step that was released is never changed: write another.
//
// A usage row is small on purpose (some 80 bytes, and 14 in the index): what repeats is a number from
// `names`, what is usual is NULL or 0, which SQLite keeps in no bytes at all. Its id is the journal's
// sequence. attempts is NULL for a single attempt that the row itself describes.
constexpr std::array<const char *, 1> kSteps = {R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE channels(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
    keys BLOB, base_url TEXT NOT NULL, models TEXT NOT NULL, model_mapping TEXT NOT NULL,
    priority INTEGER NOT NULL, weight INTEGER NOT NULL, enabled INTEGER NOT NULL,
    proxy BLOB, headers BLOB, used_quota INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE tokens(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL, name TEXT NOT NULL, key BLOB, key_hash BLOB UNIQUE,
    remain_quota INTEGER NOT NULL, used_quota INTEGER NOT NULL DEFAULT 0, unlimited_quota INTEGER NOT NULL,
    expired_time INTEGER NOT NULL, models TEXT NOT NULL, subnet TEXT NOT NULL, enabled INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE prices(
    model TEXT PRIMARY KEY, input REAL NOT NULL, output REAL NOT NULL, cached REAL, reasoning REAL,
    date TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE usage(
    id INTEGER PRIMARY KEY, created_at INTEGER NOT NULL, request_id INTEGER NOT NULL, token_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL, model INTEGER, upstream_model INTEGER, endpoint INTEGER, error INTEGER,
    stream INTEGER NOT NULL, status INTEGER NOT NULL, prompt INTEGER, completion INTEGER, cached INTEGER,
    reasoning INTEGER, cost_nano INTEGER, quota INTEGER NOT NULL, elapsed_us INTEGER NOT NULL, ttft_us INTEGER,
    overhead_us INTEGER NOT NULL, queue_us INTEGER NOT NULL, connect_us INTEGER NOT NULL,
    upstream_us INTEGER NOT NULL, request_bytes INTEGER NOT NULL, response_bytes INTEGER NOT NULL,
    attempts TEXT);
CREATE INDEX usage_by_time ON usage(created_at);
)sql"};

} // namespace

int newestFormat()
{
    return static_cast<int>(kSteps.size());
}

Result<int> migrate(Connection &connection)
{
    const Result<std::string> stored = connection.pragma("user_version");
    if (!stored)
        return stored.error();
    int format = QString::fromStdString(*stored).toInt();
    if (format > newestFormat())
        return Error{ErrorKind::Conflict,
                     QStringLiteral("the database was written by a newer TrayRelay (format ") %
                         QString::number(format) % QStringLiteral(", this program knows ") %
                         QString::number(newestFormat()) %
                         QStringLiteral("): update this program, or restore a backup")};
    for (; format < newestFormat(); ++format) {
        Transaction transaction(connection);
        Result<void> done = transaction.begun();
        if (done)
            done = connection.execute(kSteps[static_cast<std::size_t>(format)]);
        if (done)
            done = connection.execute(("PRAGMA user_version = " + std::to_string(format + 1)).c_str());
        if (done)
            done = transaction.commit();
        if (!done)
            return done.error();
    }
    return format;
}

} // namespace relay::storage
