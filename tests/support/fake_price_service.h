// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/price_service.h"

#include <QMetaObject>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace tests {

// Prices in memory; replies come in a later turn. Lives on its thread.
class FakePriceService final : public relay::api::PriceService
{
public:
    std::vector<relay::model::Price> list;
    std::vector<std::string> unpriced;
    relay::api::PriceEdit lastEdit;
    std::optional<relay::Error> failure; // what an edit is answered

    void prices(QObject *context, relay::api::Reply<relay::api::PriceList> reply) override
    {
        later<relay::api::PriceList>(context, std::move(reply), relay::api::PriceList{list, unpriced});
    }
    void priceOf(std::string model, QObject *context,
                 relay::api::Reply<std::optional<relay::model::Price>> reply) override
    {
        const auto found = std::ranges::find(list, model, &relay::model::Price::model);
        later<std::optional<relay::model::Price>>(
            context, std::move(reply),
            found == list.end() ? std::nullopt : std::optional<relay::model::Price>(*found));
    }
    void changePrice(relay::api::PriceEdit edit, QObject *context,
                     relay::api::Reply<relay::model::Price> reply) override
    {
        lastEdit = edit;
        const auto known = std::ranges::find(list, edit.model, &relay::model::Price::model);
        const relay::model::Price before = known == list.end() ? relay::model::Price() : *known;
        const relay::model::Price price{.model = edit.model,
                                        .input = edit.input.value_or(before.input),
                                        .output = edit.output.value_or(before.output),
                                        .cached = edit.cached,
                                        .reasoning = edit.reasoning,
                                        .source = "user",
                                        .date = edit.date.value_or("2025-01-02")};
        if (failure)
            return later<relay::model::Price>(context, std::move(reply), *failure);
        if (known == list.end())
            list.push_back(price);
        else
            *known = price;
        later<relay::model::Price>(context, std::move(reply), price);
    }
    void resetPrice(std::string model, QObject *context,
                    relay::api::Reply<std::optional<relay::model::Price>> reply) override
    {
        using Answer = std::optional<relay::model::Price>;
        if (std::erase_if(list, [&](const auto &price) { return price.model == model; }) == 0)
            return later<Answer>(context, std::move(reply),
                                 relay::Error{relay::ErrorKind::NotFound, QStringLiteral("no such price")});
        later<Answer>(context, std::move(reply), Answer());
    }

private:
    template <typename T>
    static void later(QObject *context, relay::api::Reply<T> reply, relay::Result<T> result)
    {
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), result = std::move(result)] { reply(result); },
            Qt::QueuedConnection);
    }
};

} // namespace tests
