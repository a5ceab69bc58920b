// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/ledger/ledger_writer.h"
#include "relay/ledger/price_book.h"
#include "relay/pipeline/usage_sink.h"

#include <memory>

namespace relay::service {

// Prices a record and stages it in the journal. Lives on relay.
class StagedUsage final : public pipeline::UsageSink
{
public:
    StagedUsage(ledger::Journal &journal, ledger::LedgerWriter &writer,
                std::shared_ptr<const ledger::PriceBook> prices)
        : m_journal(journal)
        , m_writer(writer)
        , m_prices(std::move(prices))
    {
    }

    Result<void> accepting(std::size_t live) const override;
    Result<void> take(model::UsageRecord &record) override;

private:
    ledger::Journal &m_journal;
    ledger::LedgerWriter &m_writer;
    std::shared_ptr<const ledger::PriceBook> m_prices;
};

} // namespace relay::service
