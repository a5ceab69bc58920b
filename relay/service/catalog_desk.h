// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/config/settings.h"
#include "relay/ledger/ledger_writer.h"
#include "relay/model/channel.h"
#include "relay/model/token.h"
#include "relay/pipeline/catalog_source.h"
#include "relay/service/store.h"
#include "relay/service/waiting_calls.h"

#include <QObject>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace relay::service {

// What a look-up has found in the database. A value.
struct FoundCatalog
{
    std::vector<model::Channel> channels;
    std::vector<model::Token> tokens;
    bool allTokens = false; // else only the one with the key that was looked for, if there is one
    std::string key;        // that key
};

// Reads tokens and channels on behalf of requests: for each one where LOCAL_CACHE_ENABLED is off, else when
// what is there is older than LOCAL_CACHE_TTL, or somebody shows a key that is not there (at most once a
// second), once for all that come meanwhile. While the file is switched, or the ledger cannot be written,
// nothing is read. Lives on relay; edited() is thread-safe.
class CatalogDesk final : public pipeline::CatalogSource
{
public:
    // `adopt` is called on relay. `relayPost` lives there, longer than the storage threads.
    CatalogDesk(Store &store, ledger::LedgerWriter &ledger, QObject &relayPost,
                std::function<void(FoundCatalog)> adopt);

    void configure(const config::CacheSettings &settings, SteadyTime now);
    void refreshed(SteadyTime now); // the catalog is as the database at this time

    // Before an edit is read for the others: what was looked up until now may be older.
    void edited() { m_edits.fetch_add(1); }

    void lookUp(std::string_view key, pipeline::DatabaseWaiter &waiter) override;
    void stopWaiting(pipeline::DatabaseWaiter &waiter) override { m_waiting.remove(waiter); }
    void giveUp() override;

private:
    bool read(std::string key, std::vector<std::uint64_t> tickets);
    void found(const Result<FoundCatalog> &found, std::uint64_t edits,
               const std::vector<std::uint64_t> &tickets);

    Store &m_store;
    ledger::LedgerWriter &m_ledger;
    QObject &m_relayPost;
    const std::function<void(FoundCatalog)> m_adopt;
    const Clock &m_clock = Clock::system();
    std::atomic<std::uint64_t> m_edits{0};
    std::chrono::seconds m_lifetime{0};
    bool m_reading = false; // for all that wait, where there is a cache
    std::vector<std::uint64_t> m_tickets;
    WaitingCalls m_waiting;
};

} // namespace relay::service
