// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/config/settings.h"
#include "relay/ledger/ledger_writer.h"
#include "relay/ledger/price_book.h"
#include "relay/pipeline/usage_sink.h"
#include "relay/service/waiting_calls.h"

#include <QObject>

#include <cstdint>
#include <memory>

namespace relay::service {

// Prices a record and stages it in the journal; where batching is off, has it written at once and tells who
// waits for that. Lives on relay.
class StagedUsage final : public pipeline::UsageSink
{
public:
    // `relayPost` lives on relay, and longer than the writer's threads: what they tell comes through it.
    StagedUsage(ledger::Journal &journal, ledger::LedgerWriter &writer,
                std::shared_ptr<const ledger::PriceBook> prices, QObject &relayPost)
        : m_journal(journal)
        , m_writer(writer)
        , m_relayPost(relayPost)
        , m_prices(std::move(prices))
    {
    }

    void configure(const config::LedgerSettings &settings);
    void use(std::shared_ptr<const ledger::PriceBook> prices) { m_prices = std::move(prices); }

    std::int64_t expectedQuota(const pipeline::ExpectedCall &call) const override;
    Result<void> accepting(std::size_t live) const override;
    void reserve(std::int64_t tokenId, std::int64_t quota, pipeline::DatabaseWaiter &waiter) override;
    Result<void> take(model::UsageRecord &record, pipeline::DatabaseWaiter *waiter) override;
    void stopWaiting(pipeline::DatabaseWaiter &waiter) override;
    void forget(pipeline::DatabaseWaiter &waiter) override;

private:
    void writeThrough(std::uint64_t sequence, pipeline::DatabaseWaiter *waiter);
    ledger::LedgerWriter::Done telling(pipeline::DatabaseWaiter &waiter);

    ledger::Journal &m_journal;
    ledger::LedgerWriter &m_writer;
    QObject &m_relayPost;
    std::shared_ptr<const ledger::PriceBook> m_prices;
    bool m_rowsThrough = false;
    bool m_totalsThrough = false;
    std::int64_t m_lastReservation = 0;
    WaitingCalls m_waiting;
};

} // namespace relay::service
