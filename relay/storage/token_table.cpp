// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/token_table.h"

#include "relay/base/ids.h"
#include "relay/base/phrase.h"
#include "relay/storage/json_text.h"
#include "relay/storage/query.h"

#include <QCryptographicHash>

namespace relay::storage {

namespace {

using model::Token;

std::string place(std::string_view uid)
{
    return std::string("token:").append(uid).append(":key");
}

std::string hashOf(std::string_view key)
{
    const QByteArray bytes(key.data(), static_cast<qsizetype>(key.size()));
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toStdString();
}

} // namespace

Result<std::vector<Token>> TokenTable::select(const char *condition, std::string_view hash)
{
    const std::string sql = std::string("SELECT id, uid, name, key, remain_quota, used_quota, "
                                        "unlimited_quota, expired_time, models, subnet, "
                                        "enabled FROM tokens WHERE deleted = 0 ") +
                            condition + " ORDER BY id";
    Query query(m_connection, sql.c_str());
    if (!hash.empty())
        query.bindBytes(hash);
    const Result<void> done = query.run();
    if (!done)
        return done.error();
    std::vector<Token> tokens;
    while (query.next()) {
        Token t;
        t.id = query.integer(0);
        t.name = query.text(2);
        Result<std::string> key = m_seal.open(query.bytes(3), place(query.text(1)));
        if (!key) {
            return Error{
                ErrorKind::Storage,
                said(QT_TRANSLATE_NOOP("Phrases", "the key of token %1 cannot be read with this key file"),
                     t.name)};
        }
        t.key = std::move(*key);
        t.remainQuota = query.integer(4);
        t.usedQuota = query.integer(5);
        t.unlimitedQuota = query.integer(6) != 0;
        t.expiredTime = query.integer(7);
        t.models = listFrom(query.text(8));
        t.subnet = query.text(9);
        t.enabled = query.integer(10) != 0;
        tokens.push_back(std::move(t));
    }
    return tokens;
}

Result<std::vector<Token>> TokenTable::all()
{
    return select("", {});
}

Result<std::optional<Token>> TokenTable::findByKey(std::string_view key)
{
    Result<std::vector<Token>> found = select("AND key_hash = ?", hashOf(key));
    if (!found)
        return found.error();
    return found->empty() ? std::nullopt : std::optional(std::move(found->front()));
}

Result<std::string> TokenTable::uidOf(std::int64_t id)
{
    Query query(m_connection, "SELECT uid FROM tokens WHERE id = ? AND deleted = 0");
    const Result<void> done = query.bind(id).run();
    if (!done)
        return done.error();
    if (!query.next())
        return Error{ErrorKind::NotFound, said(QT_TRANSLATE_NOOP("Phrases", "there is no token %1"), id)};
    return query.text(0);
}

Result<Token> TokenTable::save(const Token &token)
{
    const bool fresh = token.id == 0;
    const Result<std::string> uid = fresh ? Result<std::string>(randomHex(8)) : uidOf(token.id);
    if (!uid)
        return uid.error();
    const Result<std::string> sealed = m_seal.seal(token.key, place(*uid));
    if (!sealed)
        return sealed.error();
    Query query(m_connection, fresh
                                  ? "INSERT INTO tokens(name, key, key_hash, unlimited_quota, "
                                    "expired_time, models, subnet, enabled, "
                                    "remain_quota, uid, used_quota) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                  : "UPDATE tokens SET name = ?, key = ?, key_hash = ?, unlimited_quota = ?, "
                                    "expired_time = ?, models = ?, subnet = ?, enabled = ?, remain_quota = ? "
                                    "WHERE id = ?");
    query.bind(token.name).bindBytes(*sealed).bindBytes(hashOf(token.key)).bind(token.unlimitedQuota);
    query.bind(token.expiredTime).bind(listText(token.models)).bind(token.subnet).bind(token.enabled);
    query.bind(token.remainQuota);
    if (fresh)
        query.bind(*uid).bind(token.usedQuota);
    else
        query.bind(token.id);
    const Result<void> done = query.run();
    if (!done && done.error().kind == ErrorKind::Conflict)
        return Error{
            ErrorKind::Conflict,
            said(QT_TRANSLATE_NOOP(
                "Phrases",
                "another token has this key: choose another one, or leave the key out to have one made"))};
    if (!done)
        return done.error();
    Token stored = token;
    if (fresh)
        stored.id = query.insertedId();
    return stored;
}

Result<bool> TokenTable::remove(std::int64_t id)
{
    Query query(m_connection, "UPDATE tokens SET deleted = 1, enabled = 0, key = NULL, key_hash = NULL WHERE "
                              "id = ? AND deleted = 0");
    const Result<void> done = query.bind(id).run();
    if (!done)
        return done.error();
    return query.changedRows() > 0;
}

} // namespace relay::storage
