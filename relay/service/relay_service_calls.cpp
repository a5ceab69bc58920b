// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/edit_checks.h"
#include "relay/base/ids.h"
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/metrics/exposition.h"
#include "relay/service/answered.h"
#include "relay/service/relay_core.h"
#include "relay/service/reply_delivery.h"
#include "relay/storage/channel_table.h"
#include "relay/storage/token_table.h"
#include "relay/storage/transaction.h"
#include "relay/storage/usage_spend.h"
#include "relay/storage/usage_table.h"

#include <algorithm>

namespace relay::service {

namespace {

constexpr std::size_t kKeyBytes = 24;

Error closed()
{
    return {ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down"))};
}

Error notRunning()
{
    return {ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP("Phrases", "this needs a running relay: start trayrelay first"))};
}

} // namespace

template <typename T>
void RelayCore::onStorage(Lane lane, api::Reply<T> reply,
                          std::function<Result<T>(storage::Connection &, const platform::Aes256Gcm &)> work,
                          const char *name, SteadyTime arrived)
{
    const bool posted =
        m_store && m_store->post(
                       [reply, work = std::move(work)](Result<storage::Connection *> connection,
                                                       const platform::Aes256Gcm &seal) {
                           reply(answered([&] {
                               return connection ? work(**connection, seal) : Result<T>(connection.error());
                           }));
                       },
                       lane, name, arrived);
    if (!posted)
        reply(closed());
}

template <typename T>
void RelayCore::afterFlush(Lane lane, api::Reply<T> reply,
                           std::function<Result<T>(storage::Connection &, const platform::Aes256Gcm &)> work,
                           const char *name)
{
    // A database that cannot be written, or is at long work, can still be read: what is there is told all the
    // same.
    const SteadyTime arrived = std::chrono::steady_clock::now();
    m_ledger->flushNow([this, lane, name, arrived, reply = std::move(reply), work = std::move(work)](
                           const Result<void> &) { onStorage<T>(lane, reply, work, name, arrived); });
}

api::StatusSnapshot RelayCore::status() const
{
    api::StatusSnapshot snapshot;
    {
        const std::scoped_lock lock(m_mutex);
        snapshot = m_status;
    }
    if (m_ledger) {
        const ledger::LedgerHealth health = m_ledger->health();
        snapshot.ledgerHealthy = health.healthy;
        snapshot.ledgerTrouble = health.trouble;
    }
    snapshot.paused = m_trafficDesk.paused();
    for (const api::AlertRow &alert : m_watchDesk.alerts())
        if (alert.raised)
            snapshot.alerts.push_back(alert.text.english());
    return snapshot;
}

metrics::ChannelNames RelayCore::channelNames() const
{
    std::shared_ptr<const std::vector<model::Channel>> channels;
    {
        const std::scoped_lock lock(m_mutex);
        channels = m_channels;
    }
    metrics::ChannelNames names;
    for (const model::Channel &channel : *channels)
        names.emplace(channel.id, channel.name);
    return names;
}

api::MetricsSnapshot RelayCore::metrics() const
{
    api::MetricsSnapshot snapshot = m_metrics.snapshot(Clock::system().steady(), channelNames());
    fillRuntime(snapshot.runtime);
    snapshot.traces = m_traces.figures();
    const DaySpend::Sums today = m_spend.today(m_metrics.channelSums(), Clock::system().unixMs());
    snapshot.costTodayUsd = dollarsOf(today);
    for (const auto &[id, sum] : today)
        snapshot.channelsToday.push_back({id, sum.requests, sum.costUsd});
    return snapshot;
}

api::MetricsHistory RelayCore::metricsHistory(api::HistorySpan span) const
{
    return span == api::HistorySpan::Month ? m_sizes.history() : m_history.history(span);
}

std::string RelayCore::exposition() const
{
    return metrics::exposition(metrics(), m_metrics.lifetime(Clock::system().steady(), channelNames()),
                               m_watchDesk.alerts());
}

void RelayCore::resetMetrics()
{
    onLoop([this](RelayLoop &) { m_metrics.resetWindow(Clock::system().steady()); });
}

std::string RelayCore::clientKey() const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::find_if(m_tokens->begin(), m_tokens->end(),
                                    [](const model::Token &token) { return token.enabled; });
    return found == m_tokens->end() ? std::string() : "sk-" + found->key;
}

std::string RelayCore::adminKey() const
{
    const std::scoped_lock lock(m_mutex);
    return m_adminKey;
}

Result<std::function<void()>> RelayCore::publication(storage::Connection &connection,
                                                     const platform::Aes256Gcm &seal)
{
    Result<std::vector<model::Channel>> channels = storage::ChannelTable(connection, seal).all();
    if (!channels)
        return channels.error();
    Result<std::vector<model::Token>> tokens = storage::TokenTable(connection, seal).all();
    if (!tokens)
        return tokens.error();
    return std::function<void()>([this, channels = std::move(*channels), tokens = std::move(*tokens)] {
        if (m_catalogs)
            m_catalogs->edited();
        {
            const std::scoped_lock lock(m_mutex);
            m_channels = std::make_shared<const std::vector<model::Channel>>(channels);
            m_tokens = std::make_shared<const std::vector<model::Token>>(tokens);
        }
        onLoop([this, channels, tokens](RelayLoop &loop) {
            loop.publish(channels, tokens);
            m_catalogs->refreshed(Clock::system().steady());
        });
    });
}

Result<std::function<void()>> RelayCore::publicationOfAll(storage::Connection &connection,
                                                          const platform::Aes256Gcm &seal)
{
    Result<std::function<void()>> catalog = publication(connection, seal);
    Result<std::function<void()>> prices = m_priceDesk.publication(connection);
    if (!catalog || !prices)
        return catalog ? prices : catalog;
    return std::function<void()>([catalog = std::move(*catalog), prices = std::move(*prices)] {
        catalog();
        prices();
    });
}

template <typename T>
Result<T> RelayCore::edited(storage::Connection &connection, const platform::Aes256Gcm &seal,
                            const std::function<Result<T>()> &edit,
                            const std::function<void(const T &)> &committed)
{
    storage::Transaction transaction(connection);
    if (!transaction.begun())
        return transaction.begun().error();
    Result<T> done = edit();
    if (!done)
        return done;
    const Result<std::function<void()>> publish = publication(connection, seal);
    if (!publish)
        return publish.error();
    transaction.carries(0, 1);
    if (const Result<void> stored = transaction.commit(); !stored)
        return stored.error();
    if (committed)
        committed(*done);
    (*publish)();
    return done;
}

void RelayCore::adopt(FoundCatalog found)
{
    if (!m_loop)
        return;
    std::vector<model::Channel> channels = found.channels;
    if (!m_loop->adopt(std::move(found)))
        return;
    log::routing().info("tokens or channels were changed in the database by another program");
    const std::scoped_lock lock(m_mutex);
    m_channels = std::make_shared<const std::vector<model::Channel>>(std::move(channels));
    m_tokens = std::make_shared<const std::vector<model::Token>>(m_loop->tokens());
}

void RelayCore::channels(QObject *context, api::Reply<std::vector<model::Channel>> reply)
{
    onStorage<std::vector<model::Channel>>(
        Lane::Read, onThreadOf(context, relayRoot(), std::move(reply)),
        [](storage::Connection &connection, const platform::Aes256Gcm &seal) {
            return storage::ChannelTable(connection, seal).all();
        });
}

namespace {

// Of several records of one name nobody could tell which one is meant: in the ledger, on the command line.
// Who has one of those from before can still edit it.
template <typename Record>
Result<void> nameIsFree(const Record &record, const std::vector<Record> &stored, const char *taken)
{
    const auto other = std::ranges::find_if(
        stored, [&record](const Record &one) { return one.id != record.id && one.name == record.name; });
    const bool kept = std::ranges::any_of(
        stored, [&record](const Record &one) { return one.id == record.id && one.name == record.name; });
    if (other == stored.end() || kept)
        return {};
    return Error{ErrorKind::Conflict, said(taken, record.name, other->id)};
}

Result<model::Channel> storeChannel(storage::Connection &connection, const platform::Aes256Gcm &seal,
                                    const model::Channel &channel)
{
    const Result<std::vector<model::Channel>> before = storage::ChannelTable(connection, seal).all();
    if (!before)
        return before.error();
    if (const Result<void> free = nameIsFree(
            channel, *before,
            QT_TRANSLATE_NOOP("Phrases",
                              "there is a channel named \"%1\" already, number %2: take another name"));
        !free)
        return free.error();
    const auto old = std::ranges::find(*before, channel.id, &model::Channel::id);
    const model::Channel *const stored = old == before->end() ? nullptr : &*old;
    if (const Result<void> right = access::checkEdit(channel, stored); !right)
        return right.error();
    if (!channel.baseUrl.empty()) {
        if (const Result<pipeline::BaseUrl> url = pipeline::BaseUrl::parse(channel.baseUrl); !url)
            return url.error();
    }
    if (!channel.proxy.empty()) {
        if (const Result<net::ProxyUrl> url = net::ProxyUrl::parse(channel.proxy); !url)
            return url.error();
    }
    return storage::ChannelTable(connection, seal).save(channel);
}

} // namespace

void RelayCore::saveChannel(model::Channel channel, QObject *context, api::Reply<model::Channel> reply)
{
    onStorage<model::Channel>(Lane::Edit, onThreadOf(context, relayRoot(), std::move(reply)),
                              [this, channel = std::move(channel)](storage::Connection &connection,
                                                                   const platform::Aes256Gcm &seal) {
                                  return edited<model::Channel>(connection, seal, [&] {
                                      return storeChannel(connection, seal, channel);
                                  });
                              });
}

void RelayCore::removeChannel(std::int64_t id, QObject *context, api::Reply<bool> reply)
{
    onStorage<bool>(Lane::Edit, onThreadOf(context, relayRoot(), std::move(reply)),
                    [this, id](storage::Connection &connection, const platform::Aes256Gcm &seal) {
                        return edited<bool>(connection, seal, [&] {
                            return storage::ChannelTable(connection, seal).remove(id);
                        });
                    });
}

void RelayCore::testChannel(std::int64_t id, api::ChannelQuestion question, QObject *context,
                            api::Reply<api::ChannelTest> reply)
{
    const api::Reply<api::ChannelTest> done = onThreadOf(context, relayRoot(), std::move(reply));
    const auto work = [id, question = std::move(question), done](RelayLoop &loop) {
        loop.testChannel(id, question, done);
    };
    if (!onLoop(work))
        done(notRunning());
}

void RelayCore::upstreamModels(std::int64_t id, QObject *context, api::Reply<std::vector<std::string>> reply)
{
    const api::Reply<std::vector<std::string>> done = onThreadOf(context, relayRoot(), std::move(reply));
    if (!onLoop([id, done](RelayLoop &loop) { loop.upstreamModels(id, done); }))
        done(notRunning());
}

void RelayCore::testDraft(model::Channel draft, api::ChannelQuestion question, QObject *context,
                          api::Reply<api::ChannelTest> reply)
{
    const api::Reply<api::ChannelTest> done = onThreadOf(context, relayRoot(), std::move(reply));
    const auto work = [draft = std::move(draft), question = std::move(question), done](RelayLoop &loop) {
        loop.testDraft(draft, question, done);
    };
    if (!onLoop(work))
        done(notRunning());
}

void RelayCore::draftModels(model::Channel draft, QObject *context,
                            api::Reply<std::vector<std::string>> reply)
{
    const api::Reply<std::vector<std::string>> done = onThreadOf(context, relayRoot(), std::move(reply));
    if (!onLoop([draft = std::move(draft), done](RelayLoop &loop) { loop.draftModels(draft, done); }))
        done(notRunning());
}

void RelayCore::tokens(QObject *context, api::Reply<std::vector<model::Token>> reply)
{
    // Flushed first: what is told of a quota is what has been spent.
    afterFlush<std::vector<model::Token>>(
        Lane::Read, onThreadOf(context, relayRoot(), std::move(reply)),
        [](storage::Connection &connection, const platform::Aes256Gcm &seal) {
            return storage::TokenTable(connection, seal).all();
        });
}

namespace {

std::string_view withoutPrefix(std::string_view key)
{
    return key.starts_with("sk-") ? key.substr(3) : key;
}

// In a transaction of the caller's: the ledger charges either before or after it. `added`: to what it may
// spend.
Result<model::Token> storeToken(storage::Connection &connection, const platform::Aes256Gcm &seal,
                                model::Token token, api::QuotaEdit quota, std::int64_t &added)
{
    storage::TokenTable table(connection, seal);
    const Result<std::vector<model::Token>> before = table.all();
    if (!before)
        return before.error();
    if (const Result<void> free =
            nameIsFree(token, *before,
                       QT_TRANSLATE_NOOP(
                           "Phrases", "there is a token named \"%1\" already, number %2: take another name"));
        !free)
        return free.error();
    if (token.id != 0) {
        const auto old = std::ranges::find(*before, token.id, &model::Token::id);
        if (old == before->end())
            return Error{ErrorKind::NotFound,
                         said(QT_TRANSLATE_NOOP("Phrases", "there is no token %1"), token.id)};
        if (const Result<void> right = access::checkEdit(token, &*old); !right)
            return right.error();
        if (quota == api::QuotaEdit::Keep)
            token.remainQuota = old->remainQuota;
        token.usedQuota = old->usedQuota;
        added = token.remainQuota - old->remainQuota;
    } else if (const Result<void> right = access::checkEdit(token, nullptr); !right) {
        return right.error();
    }
    return table.save(token);
}

} // namespace

void RelayCore::saveToken(model::Token token, api::QuotaEdit quota, QObject *context,
                          api::Reply<model::Token> reply)
{
    if (token.id == 0 && token.key.empty())
        token.key = randomHex(kKeyBytes);
    if (token.key.starts_with("sk-"))
        token.key.erase(0, 3);
    if (token.key == withoutPrefix(adminKey())) {
        onThreadOf(context, relayRoot(), std::move(reply))(Error{
            ErrorKind::Conflict,
            said(QT_TRANSLATE_NOOP("Phrases", "this is the admin token's key: clients must not hold it, "
                                              "choose another one, or leave the key out to have one made"))});
        return;
    }
    // Flushed first: what has been spent until now is not taken from the new quota.
    afterFlush<model::Token>(
        Lane::Edit, onThreadOf(context, relayRoot(), std::move(reply)),
        [this, quota, token = std::move(token)](storage::Connection &connection,
                                                const platform::Aes256Gcm &seal) {
            std::int64_t added = 0;
            return edited<model::Token>(
                connection, seal, [&] { return storeToken(connection, seal, token, quota, added); },
                [&](const model::Token &saved) {
                    if (added != 0)
                        onLoop([id = saved.id, added](RelayLoop &loop) { loop.addQuota(id, added); });
                });
        });
}

void RelayCore::removeToken(std::int64_t id, QObject *context, api::Reply<bool> reply)
{
    onStorage<bool>(Lane::Edit, onThreadOf(context, relayRoot(), std::move(reply)),
                    [this, id](storage::Connection &connection, const platform::Aes256Gcm &seal) {
                        return edited<bool>(connection, seal,
                                            [&] { return storage::TokenTable(connection, seal).remove(id); });
                    });
}

void RelayCore::usage(api::UsageQuery query, QObject *context, api::Reply<api::UsagePage> reply)
{
    afterFlush<api::UsagePage>(
        Lane::Read, onThreadOf(context, relayRoot(), std::move(reply)),
        [query = std::move(query)](storage::Connection &connection, const platform::Aes256Gcm &) {
            return storage::UsageTable(connection).page(query);
        },
        "a page of the usage log");
}

void RelayCore::usageStat(api::UsageQuery query, QObject *context, api::Reply<api::UsageStat> reply)
{
    afterFlush<api::UsageStat>(
        Lane::Read, onThreadOf(context, relayRoot(), std::move(reply)),
        [query = std::move(query)](storage::Connection &connection, const platform::Aes256Gcm &) {
            return storage::UsageTable(connection).stat(query);
        },
        "the sums of the usage log");
}

void RelayCore::spend(api::SpendQuery query, QObject *context, api::Reply<std::vector<api::SpendRow>> reply)
{
    afterFlush<std::vector<api::SpendRow>>(
        Lane::Read, onThreadOf(context, relayRoot(), std::move(reply)),
        [query = std::move(query)](storage::Connection &connection, const platform::Aes256Gcm &) {
            return storage::UsageSpend(connection).rows(query);
        },
        "the spend of the usage log");
}

} // namespace relay::service
