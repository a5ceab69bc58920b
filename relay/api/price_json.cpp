// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/price_json.h"

namespace relay::api {

namespace {

using namespace Qt::StringLiterals;

QJsonValue orNull(std::optional<double> figure)
{
    return figure ? QJsonValue(*figure) : QJsonValue(QJsonValue::Null);
}

} // namespace

QJsonObject priceJson(const model::Price &price)
{
    return {
        {u"model"_s, QString::fromStdString(price.model)},
        {u"input"_s, price.input},
        {u"output"_s, price.output},
        {u"cached"_s, orNull(price.cached)},
        {u"reasoning"_s, orNull(price.reasoning)},
        {u"source"_s, QString::fromStdString(price.source)},
        {u"date"_s, QString::fromStdString(price.date)},
    };
}

QJsonObject noPriceJson(const std::string &model)
{
    return {
        {u"model"_s, QString::fromStdString(model)},
        {u"input"_s, QJsonValue::Null},
        {u"output"_s, QJsonValue::Null},
        {u"cached"_s, QJsonValue::Null},
        {u"reasoning"_s, QJsonValue::Null},
        {u"source"_s, u"none"_s},
        {u"date"_s, QString()},
    };
}

QJsonArray pricesJson(const PriceList &list)
{
    QJsonArray array;
    for (const model::Price &price : list.prices)
        array.append(priceJson(price));
    for (const std::string &model : list.unpriced)
        array.append(noPriceJson(model));
    return array;
}

} // namespace relay::api
