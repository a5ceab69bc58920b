// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/price_table.h"

#include "relay/storage/query.h"

namespace relay::storage {

Result<std::vector<model::Price>> PriceTable::all()
{
    Query query(m_connection,
                "SELECT model, input, output, cached, reasoning, date FROM prices ORDER BY model");
    const Result<void> done = query.run();
    if (!done)
        return done.error();
    std::vector<model::Price> prices;
    while (query.next()) {
        model::Price price;
        price.model = query.text(0);
        price.input = query.real(1);
        price.output = query.real(2);
        if (!query.isNull(3))
            price.cached = query.real(3);
        if (!query.isNull(4))
            price.reasoning = query.real(4);
        price.source = "user";
        price.date = query.text(5);
        prices.push_back(std::move(price));
    }
    return prices;
}

Result<void> PriceTable::save(const model::Price &price)
{
    return Query(m_connection, "INSERT OR REPLACE INTO prices(model, input, output, cached, reasoning, date) "
                               "VALUES(?, ?, ?, ?, ?, ?)")
        .bind(price.model)
        .bind(price.input)
        .bind(price.output)
        .bind(price.cached)
        .bind(price.reasoning)
        .bind(price.date)
        .run();
}

Result<bool> PriceTable::remove(std::string_view model)
{
    Query query(m_connection, "DELETE FROM prices WHERE model = ?");
    const Result<void> done = query.bind(model).run();
    if (!done)
        return done.error();
    return query.changedRows() > 0;
}

} // namespace relay::storage
