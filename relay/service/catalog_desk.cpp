// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/catalog_desk.h"

#include "relay/base/log.h"
#include "relay/storage/channel_table.h"
#include "relay/storage/token_table.h"

#include <utility>

namespace relay::service {

namespace {

constexpr auto kTroubleTime = std::chrono::seconds{5}; // that long a database in trouble is not asked
constexpr auto kMissTime = std::chrono::seconds{1};    // that long a key that was not found is not looked up

// A key may end in the number of a channel: see TokenDirectory::identify().
Result<std::optional<model::Token>> findToken(storage::TokenTable &table, std::string_view key)
{
    Result<std::optional<model::Token>> token = table.findByKey(key);
    const std::size_t dash = key.rfind('-');
    if (!token || *token || dash == key.npos)
        return token;
    return table.findByKey(key.substr(0, dash));
}

// An empty key: all tokens.
Result<FoundCatalog> readCatalog(storage::Connection &connection, const platform::Aes256Gcm &seal,
                                 const std::string &key)
{
    FoundCatalog found;
    found.key = key;
    found.allTokens = key.empty();
    storage::TokenTable tokens(connection, seal);
    if (found.allTokens) {
        Result<std::vector<model::Token>> all = tokens.all();
        if (!all)
            return all.error();
        found.tokens = std::move(*all);
    } else {
        Result<std::optional<model::Token>> token = findToken(tokens, key);
        if (!token)
            return token.error();
        if (*token)
            found.tokens.push_back(std::move(**token));
    }
    Result<std::vector<model::Channel>> channels = storage::ChannelTable(connection, seal).all();
    if (!channels)
        return channels.error();
    found.channels = std::move(*channels);
    return found;
}

} // namespace

CatalogDesk::CatalogDesk(Store &store, ledger::LedgerWriter &ledger, QObject &relayPost,
                         std::function<void(FoundCatalog)> adopt)
    : m_store(store)
    , m_ledger(ledger)
    , m_relayPost(relayPost)
    , m_adopt(std::move(adopt))
{
}

void CatalogDesk::configure(const config::CacheSettings &settings, SteadyTime now)
{
    const bool wasCached = std::exchange(m_cached, settings.enabled);
    m_lifetime = settings.ttl;
    if (!m_cached || !wasCached) // what was read for one request alone is no cache
        m_freshUntil = SteadyTime::min();
    else
        m_freshUntil = std::min(m_freshUntil, now + m_lifetime);
}

void CatalogDesk::refreshed(SteadyTime now)
{
    m_freshUntil = m_cached ? now + m_lifetime : SteadyTime::min();
    m_allKnownUntil = now + kMissTime;
}

void CatalogDesk::giveUp()
{
    m_freshUntil = m_allKnownUntil = m_clock.steady() + kTroubleTime;
}

void CatalogDesk::lookUp(std::string_view key, pipeline::DatabaseWaiter &waiter)
{
    if (!m_ledger.isWritable() || key.empty())
        return;
    if (!m_cached) {
        const std::uint64_t ticket = m_waiting.add(waiter);
        if (!read(std::string(key), {ticket}))
            m_waiting.remove(waiter);
        return;
    }
    m_tickets.push_back(m_waiting.add(waiter));
    if (m_reading)
        return;
    m_reading = read({}, {});
    if (!m_reading) {
        m_tickets.clear();
        m_waiting.remove(waiter);
    }
}

// `tickets`: who is told; those of m_tickets where there are none. False: the store is closed.
bool CatalogDesk::read(std::string key, std::vector<std::uint64_t> tickets)
{
    const auto work = [this, key = std::move(key), tickets = std::move(tickets)](
                          const Result<storage::Connection *> &connection, const platform::Aes256Gcm &seal) {
        const std::uint64_t edits = m_edits.load();
        auto result = std::make_shared<const Result<FoundCatalog>>(
            connection ? readCatalog(**connection, seal, key) : connection.error());
        QMetaObject::invokeMethod(
            &m_relayPost, [this, result, edits, tickets] { found(*result, edits, tickets); },
            Qt::QueuedConnection);
    };
    if (m_ledger.readersMeetLocks())
        return m_ledger.lookUp([this, work](const Result<storage::Connection *> &connection) {
            work(connection, m_store.seal());
        });
    return m_store.post(work, Store::Lane::Read, "a look-up for a request");
}

void CatalogDesk::found(const Result<FoundCatalog> &found, std::uint64_t edits,
                        const std::vector<std::uint64_t> &tickets)
{
    const bool forAll = tickets.empty();
    if (!found) {
        log::storage().warn("tokens and channels cannot be looked up, requests see them as they were: {}",
                            found.error().message.toStdString());
        giveUp();
    } else {
        m_answeredAt = m_clock.steady();
        if (edits == m_edits.load()) { // else the edit's own reading is on its way
            m_adopt(*found);
            if (forAll)
                refreshed(m_answeredAt);
        }
    }
    std::vector<std::uint64_t> told = tickets;
    if (forAll) {
        m_reading = false;
        told.swap(m_tickets);
    }
    for (const std::uint64_t ticket : told)
        m_waiting.tell(ticket);
}

} // namespace relay::service
