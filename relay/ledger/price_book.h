// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/price.h"
#include "relay/model/usage_record.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace relay::ledger {

// What models cost: the built-in table, over which the user's own prices win. Immutable once built, so
// thread-safe; share it as shared_ptr<const PriceBook>.
class PriceBook final
{
public:
    PriceBook() = default; // knows no price

    // The table's text as in resources/prices.json.
    static Result<PriceBook> build(std::string_view builtin, const std::vector<model::Price> &own);
    // With the table that the program carries.
    static PriceBook standard(const std::vector<model::Price> &own = {});

    // By the whole name, then without what stands before its last slash, then without a date (or -latest) at
    // its end. Null: not known.
    const model::Price *find(std::string_view model) const;
    const model::Price *exact(std::string_view model) const; // by the whole name alone

    // Fills cost and quota of a finished exchange, by the upstream's model, or else by the requested one.
    // No price, or no usage reported: no cost and no quota.
    void price(model::UsageRecord &record) const;

    std::vector<model::Price> all() const; // by name

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    std::unordered_map<std::string, model::Price, Hash, std::equal_to<>> m_prices;
};

} // namespace relay::ledger
