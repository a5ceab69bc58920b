// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/migrations.h"

#include "relay/base/phrase.h"
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
//
// Format 2: names only grow, so texts that have no end (errors, and models and paths that no upstream has
// taken) stand in the row itself and go with it. model, upstream_model and endpoint have no type, so that
// SQLite keeps a number from `names` and a text as what they are. `failed` is the exchange's own word; for
// older rows it is guessed: an upstream's own 4xx did not fail, but its 429 ended in an answer of ours.
constexpr const char *kFormat1 = R"sql(
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
)sql";

constexpr const char *kFormat2 = R"sql(
CREATE TABLE usage_2(
    id INTEGER PRIMARY KEY, created_at INTEGER NOT NULL, request_id INTEGER NOT NULL, token_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL, model, upstream_model, endpoint, error TEXT,
    stream INTEGER NOT NULL, status INTEGER NOT NULL, failed INTEGER NOT NULL, prompt INTEGER,
    completion INTEGER, cached INTEGER, reasoning INTEGER, cost_nano INTEGER, quota INTEGER NOT NULL,
    elapsed_us INTEGER NOT NULL, ttft_us INTEGER, overhead_us INTEGER NOT NULL, queue_us INTEGER NOT NULL,
    connect_us INTEGER NOT NULL, upstream_us INTEGER NOT NULL, request_bytes INTEGER NOT NULL,
    response_bytes INTEGER NOT NULL, attempts TEXT);
INSERT INTO usage_2 SELECT
    u.id, created_at, request_id, token_id, channel_id,
    CASE WHEN channel_id = 0 THEN m.text ELSE model END, upstream_model,
    CASE WHEN channel_id = 0 THEN ep.text ELSE endpoint END, er.text, stream, status,
    status >= 500 OR status = 429 OR (status >= 400 AND status <> 499 AND channel_id = 0)
        OR (status < 400 AND error IS NOT NULL),
    prompt, completion, cached, reasoning, cost_nano, quota, elapsed_us, ttft_us, overhead_us, queue_us,
    connect_us, upstream_us, request_bytes, response_bytes, attempts
    FROM usage u LEFT JOIN names m ON m.id = u.model LEFT JOIN names ep ON ep.id = u.endpoint
    LEFT JOIN names er ON er.id = u.error ORDER BY u.id;
DROP TABLE usage;
ALTER TABLE usage_2 RENAME TO usage;
CREATE INDEX usage_by_time ON usage(created_at);
DELETE FROM names WHERE id NOT IN (
    SELECT model FROM usage WHERE typeof(model) = 'integer'
    UNION SELECT upstream_model FROM usage WHERE typeof(upstream_model) = 'integer'
    UNION SELECT endpoint FROM usage WHERE typeof(endpoint) = 'integer');
)sql";

// Usage rows beyond their retention, summed (see usage_retention.h). `model` is as in usage, '' for none.
constexpr const char *kFormat3 = R"sql(
CREATE TABLE usage_daily(
    day TEXT NOT NULL, model NOT NULL, token_id INTEGER NOT NULL, channel_id INTEGER NOT NULL,
    requests INTEGER NOT NULL, failed INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
    cached INTEGER NOT NULL, reasoning INTEGER NOT NULL, cost_nano INTEGER NOT NULL, quota INTEGER NOT NULL,
    elapsed_us INTEGER NOT NULL, PRIMARY KEY(day, model, token_id, channel_id)) WITHOUT ROWID;
)sql";

// What calls under way have set aside, where BATCH_UPDATE_ENABLED is off.
constexpr const char *kFormat4 = R"sql(
CREATE TABLE reservations(id INTEGER PRIMARY KEY, token_id INTEGER NOT NULL, quota INTEGER NOT NULL);
)sql";

// What came from another program's database (see imported_table.h).
constexpr const char *kFormat5 = R"sql(
CREATE TABLE imported(digest INTEGER PRIMARY KEY, id INTEGER NOT NULL);
)sql";

constexpr std::array kSteps = {kFormat1, kFormat2, kFormat3, kFormat4, kFormat5};

} // namespace

int newestFormat()
{
    return static_cast<int>(kSteps.size());
}

Result<int> migrate(Connection &connection, int wanted, const BeforeMigration &before)
{
    const Result<std::string> stored = connection.pragma("user_version");
    if (!stored)
        return stored.error();
    int format = QString::fromStdString(*stored).toInt();
    if (format > newestFormat())
        return Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases",
                                            "the database was written by a newer TrayRelay (format %1, this "
                                            "program knows %2): update this program, or restore a backup"),
                          format, newestFormat())};
    if (before && format > 0 && format < wanted) {
        if (const Result<void> kept = before(connection, format); !kept)
            return kept.error();
    }
    for (; format < wanted; ++format) {
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
