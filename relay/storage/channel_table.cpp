// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/channel_table.h"

#include "relay/base/ids.h"
#include "relay/base/phrase.h"
#include "relay/model/channel_type.h"
#include "relay/storage/json_text.h"
#include "relay/storage/query.h"

#include <array>

namespace relay::storage {

namespace {

using model::Channel;
using model::ChannelType;

std::string place(std::string_view uid, std::string_view column)
{
    return std::string("channel:").append(uid).append(":").append(column);
}

// The columns that save() writes, in one order.
void bindAll(Query &query, const Channel &c, const std::array<std::string, 3> &secrets)
{
    query.bind(c.name).bind(model::channelTypeName(c.type)).bindBytes(secrets[0]).bind(c.baseUrl);
    query.bind(listText(c.models))
        .bind(pairsText(c.modelMapping))
        .bind(c.priority)
        .bind(c.weight)
        .bind(c.enabled);
    query.bindBytes(secrets[1]).bindBytes(secrets[2]);
}

} // namespace

struct ChannelTable::Sealed
{
    std::array<std::string, 3> secrets; // keys, proxy, headers
};

Result<ChannelTable::Sealed> ChannelTable::sealed(const Channel &channel, std::string_view uid) const
{
    const std::array<std::pair<const char *, std::string>, 3> plain = {{
        {"keys", listText(channel.keys)},
        {"proxy", channel.proxy},
        {"headers", pairsText(channel.headers)},
    }};
    Sealed out;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        Result<std::string> one = m_seal.seal(plain[i].second, place(uid, plain[i].first));
        if (!one)
            return one.error();
        out.secrets[i] = std::move(*one);
    }
    return out;
}

Result<std::vector<Channel>> ChannelTable::all()
{
    Query query(m_connection,
                "SELECT id, uid, name, type, base_url, models, model_mapping, priority, weight, enabled, "
                "used_quota, keys, proxy, headers FROM channels WHERE deleted = 0 ORDER BY id");
    const Result<void> done = query.run();
    if (!done)
        return done.error();
    std::vector<Channel> channels;
    while (query.next()) {
        Channel c;
        c.id = query.integer(0);
        const std::string uid = query.text(1);
        c.name = query.text(2);
        c.type = model::channelTypeOf(query.text(3)).value_or(ChannelType::OpenAiCompatible);
        c.baseUrl = query.text(4);
        c.models = listFrom(query.text(5));
        c.modelMapping = pairsFrom(query.text(6));
        c.priority = static_cast<int>(query.integer(7));
        c.weight = static_cast<int>(query.integer(8));
        c.enabled = query.integer(9) != 0;
        c.usedQuota = query.integer(10);
        Result<std::string> keys = m_seal.open(query.bytes(11), place(uid, "keys"));
        Result<std::string> proxy = m_seal.open(query.bytes(12), place(uid, "proxy"));
        Result<std::string> headers = m_seal.open(query.bytes(13), place(uid, "headers"));
        if (!keys || !proxy || !headers) {
            return Error{
                ErrorKind::Storage,
                said(QT_TRANSLATE_NOOP("Phrases", "the keys of channel %1 cannot be read with this key file"),
                     c.name)};
        }
        c.keys = listFrom(*keys);
        c.proxy = std::move(*proxy);
        c.headers = pairsFrom(*headers);
        channels.push_back(std::move(c));
    }
    return channels;
}

Result<std::string> ChannelTable::uidOf(std::int64_t id)
{
    Query query(m_connection, "SELECT uid FROM channels WHERE id = ? AND deleted = 0");
    const Result<void> done = query.bind(id).run();
    if (!done)
        return done.error();
    if (!query.next())
        return Error{ErrorKind::NotFound, said(QT_TRANSLATE_NOOP("Phrases", "there is no channel %1"), id)};
    return query.text(0);
}

Result<Channel> ChannelTable::save(const Channel &channel)
{
    const bool fresh = channel.id == 0;
    const Result<std::string> uid = fresh ? Result<std::string>(randomHex(8)) : uidOf(channel.id);
    if (!uid)
        return uid.error();
    const Result<Sealed> secrets = sealed(channel, *uid);
    if (!secrets)
        return secrets.error();
    Query query(
        m_connection,
        fresh ? "INSERT INTO channels(name, type, keys, base_url, models, model_mapping, priority, weight, "
                "enabled, proxy, headers, uid, used_quota) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
              : "UPDATE channels SET name = ?, type = ?, keys = ?, base_url = ?, models = ?, model_mapping = "
                "?, "
                "priority = ?, weight = ?, enabled = ?, proxy = ?, headers = ? WHERE id = ?");
    bindAll(query, channel, secrets->secrets);
    if (fresh)
        query.bind(*uid).bind(channel.usedQuota);
    else
        query.bind(channel.id);
    const Result<void> done = query.run();
    if (!done)
        return done.error();
    Channel stored = channel;
    if (fresh)
        stored.id = query.insertedId();
    return stored;
}

Result<bool> ChannelTable::remove(std::int64_t id)
{
    Query query(m_connection,
                "UPDATE channels SET deleted = 1, enabled = 0, keys = NULL, proxy = NULL, headers = NULL "
                "WHERE id = ? AND deleted = 0");
    const Result<void> done = query.bind(id).run();
    if (!done)
        return done.error();
    return query.changedRows() > 0;
}

} // namespace relay::storage
