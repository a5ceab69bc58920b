// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/ledger/price_book.h"

#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/model/token.h"

#include "resources/builtin_prices.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace relay::ledger {

namespace {

using model::Price;

std::optional<double> optionalNumber(const QJsonObject &object, const char *name)
{
    const QJsonValue value = object.value(QLatin1StringView(name));
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

bool matches(std::string_view text, std::string_view pattern) // 0 in the pattern: a digit
{
    return text.size() == pattern.size() &&
           std::equal(text.begin(), text.end(), pattern.begin(),
                      [](char c, char p) { return p == '0' ? c >= '0' && c <= '9' : c == p; });
}

std::string_view withoutDate(std::string_view model)
{
    for (const std::string_view suffix :
         {std::string_view("-0000-00-00"), std::string_view("-00000000"), std::string_view("-latest")}) {
        if (model.size() > suffix.size() && matches(model.substr(model.size() - suffix.size()), suffix))
            return model.substr(0, model.size() - suffix.size());
    }
    return model;
}

} // namespace

Result<PriceBook> PriceBook::build(std::string_view builtin, const std::vector<Price> &own)
{
    QJsonParseError problem{};
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(builtin.data(), static_cast<qsizetype>(builtin.size())), &problem);
    if (problem.error != QJsonParseError::NoError)
        return Error{ErrorKind::Internal,
                     said(QT_TRANSLATE_NOOP("Phrases", "the price table: %1"), problem.errorString())};
    PriceBook book;
    const QString date = document.object().value(QLatin1StringView("date")).toString();
    for (const QJsonValue item : document.object().value(QLatin1StringView("models")).toArray()) {
        const QJsonObject object = item.toObject();
        Price price;
        price.model = object.value(QLatin1StringView("model")).toString().toStdString();
        price.input = object.value(QLatin1StringView("input")).toDouble();
        price.output = object.value(QLatin1StringView("output")).toDouble();
        price.cached = optionalNumber(object, "cached");
        price.reasoning = optionalNumber(object, "reasoning");
        price.source = "built-in";
        price.date = object.value(QLatin1StringView("date")).toString(date).toStdString();
        book.m_prices.insert_or_assign(price.model, price);
    }
    for (const Price &price : own)
        book.m_prices.insert_or_assign(price.model, price);
    return book;
}

PriceBook PriceBook::standard(const std::vector<Price> &own)
{
    Result<PriceBook> book = build(resources::builtinPrices(), own);
    if (book)
        return std::move(*book);
    log::ledger().error("{}", book.error().message.toStdString());
    Result<PriceBook> ownAlone = build("{}", own);
    return ownAlone ? std::move(*ownAlone) : PriceBook();
}

const Price *PriceBook::exact(std::string_view model) const
{
    const auto found = m_prices.find(model);
    return found == m_prices.end() ? nullptr : &found->second;
}

const Price *PriceBook::find(std::string_view model) const
{
    if (model.empty())
        return nullptr;
    const std::size_t slash = model.rfind('/');
    const std::string_view bare = slash == std::string_view::npos ? model : model.substr(slash + 1);
    for (const std::string_view name : {model, bare, withoutDate(model), withoutDate(bare)}) {
        if (const Price *price = exact(name))
            return price;
    }
    return nullptr;
}

void PriceBook::price(model::UsageRecord &record) const
{
    record.costUsd.reset();
    record.quota = 0;
    const Price *price = find(record.upstreamModel);
    if (!price)
        price = find(record.model);
    if (!price || !record.usage.known())
        return;
    const auto prompt = std::clamp<std::int64_t>(record.usage.prompt, 0, model::kMostTokens);
    const auto completion = std::clamp<std::int64_t>(record.usage.completion, 0, model::kMostTokens);
    const auto cached = std::clamp<std::int64_t>(record.usage.cached, 0, prompt);
    const auto reasoning = std::clamp<std::int64_t>(record.usage.reasoning, 0, completion);
    const double perMillion = static_cast<double>(prompt - cached) * price->input +
                              static_cast<double>(cached) * price->cached.value_or(price->input) +
                              static_cast<double>(completion - reasoning) * price->output +
                              static_cast<double>(reasoning) * price->reasoning.value_or(price->output);
    const double cost = perMillion / 1e6;
    record.costUsd = cost;
    // What costs something takes at least one unit, or many small requests would be free.
    const double units = std::ceil(cost * static_cast<double>(model::kQuotaPerDollar) - 1e-9);
    record.quota = std::llround(std::clamp(units, 0.0, static_cast<double>(model::kMostQuotaOfOne)));
}

std::vector<Price> PriceBook::all() const
{
    std::vector<Price> prices;
    for (const auto &entry : m_prices)
        prices.push_back(entry.second);
    std::sort(prices.begin(), prices.end(), [](const Price &a, const Price &b) { return a.model < b.model; });
    return prices;
}

} // namespace relay::ledger
