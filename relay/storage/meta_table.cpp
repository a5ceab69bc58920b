// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/meta_table.h"

#include "relay/base/ids.h"
#include "relay/base/phrase.h"
#include "relay/storage/query.h"

namespace relay::storage {

namespace {

constexpr const char *kSet = "INSERT INTO meta(key, value) VALUES(?, ?) "
                             "ON CONFLICT(key) DO UPDATE SET value = excluded.value";
constexpr std::string_view kRows = "journal.rows";
constexpr std::string_view kDatabaseId = "database_id";
constexpr std::string_view kProof = "master_key.proof";

std::string place(std::string_view key)
{
    return std::string("meta:").append(key);
}

} // namespace

Result<std::optional<std::string>> MetaTable::text(std::string_view key)
{
    Query query(m_connection, "SELECT value FROM meta WHERE key = ?");
    const Result<void> done = query.bind(key).run();
    if (!done)
        return done.error();
    return query.next() ? std::optional(query.bytes(0)) : std::nullopt;
}

Result<void> MetaTable::setText(std::string_view key, std::string_view value)
{
    return Query(m_connection, kSet).bind(key).bind(value).run();
}

Result<std::optional<std::string>> MetaTable::secret(std::string_view key, const platform::Aes256Gcm &seal)
{
    Result<std::optional<std::string>> sealed = text(key);
    if (!sealed || !*sealed)
        return sealed;
    Result<std::string> plain = seal.open(**sealed, place(key));
    if (!plain)
        return plain.error();
    return std::optional(std::move(*plain));
}

Result<void> MetaTable::setSecret(std::string_view key, std::string_view value,
                                  const platform::Aes256Gcm &seal)
{
    const Result<std::string> sealed = seal.seal(value, place(key));
    if (!sealed)
        return sealed.error();
    return Query(m_connection, kSet).bind(key).bindBytes(*sealed).run();
}

Result<void> MetaTable::proveMasterKey(const platform::Aes256Gcm &seal)
{
    const Result<std::optional<std::string>> sealed = text(kProof);
    if (!sealed)
        return sealed.error();
    if (!*sealed)
        return setSecret(kProof, "trayrelay", seal);
    if (seal.open(**sealed, place(kProof)))
        return {};
    return Error{ErrorKind::Storage,
                 said(QT_TRANSLATE_NOOP(
                     "Phrases", "the key file does not belong to this database: put back the one that was "
                                "beside it (see your backup), or move the database away to start anew"))};
}

Result<JournalWatermarks> MetaTable::watermarks()
{
    Query query(m_connection, "SELECT key, value FROM meta WHERE key IN ('journal.rows', 'journal.totals')");
    const Result<void> done = query.run();
    if (!done)
        return done.error();
    JournalWatermarks marks;
    while (query.next())
        (query.text(0) == kRows ? marks.rows : marks.totals) = static_cast<std::uint64_t>(query.integer(1));
    return marks;
}

Result<std::uint64_t> MetaTable::databaseId()
{
    Query query(m_connection, "SELECT value FROM meta WHERE key = ?");
    if (const Result<void> done = query.bind(kDatabaseId).run(); !done)
        return done.error();
    if (query.next())
        return static_cast<std::uint64_t>(query.integer(0));
    const std::uint64_t id = randomId() >> 1; // SQLite's numbers have a sign
    if (const Result<void> done = setNumber(kDatabaseId, id); !done)
        return done.error();
    return id;
}

Result<void> MetaTable::setNumber(std::string_view key, std::uint64_t value)
{
    return Query(m_connection, kSet).bind(key).bind(static_cast<std::int64_t>(value)).run();
}

} // namespace relay::storage
