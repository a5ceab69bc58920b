// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/price_commands.h"

#include "app/text_table.h"
#include "relay/api/price_json.h"

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::model::Price;
using Answer = ControlCommands::Answer;

std::optional<double> figure(const QJsonObject &request, const QString &field)
{
    return request.contains(field) ? std::optional(request[field].toDouble()) : std::nullopt;
}

relay::api::PriceEdit editFrom(const QJsonObject &request)
{
    relay::api::PriceEdit edit;
    edit.model = request[u"name"_s].toString().toStdString();
    edit.input = figure(request, u"input"_s);
    edit.output = figure(request, u"output"_s);
    edit.cached = figure(request, u"cached"_s);
    edit.reasoning = figure(request, u"reasoning"_s);
    if (request.contains(u"date"_s))
        edit.date = request[u"date"_s].toString().toStdString();
    return edit;
}

QString dollars(const QJsonValue &value)
{
    return value.isNull() ? u"-"_s : QString::number(value.toDouble());
}

QString listText(const QJsonArray &prices)
{
    QList<QStringList> rows{
        {u"MODEL"_s, u"INPUT"_s, u"OUTPUT"_s, u"CACHED"_s, u"REASONING"_s, u"SOURCE"_s, u"DATE"_s}};
    for (const QJsonValue &price : prices)
        rows.append({price[u"model"_s].toString(), dollars(price[u"input"_s]), dollars(price[u"output"_s]),
                     dollars(price[u"cached"_s]), dollars(price[u"reasoning"_s]),
                     price[u"source"_s].toString(), price[u"date"_s].toString()});
    return textTable(rows) % u"dollars per million tokens; source none: exchanges cost nothing known\n"_s;
}

QString sentence(const QJsonValue &price)
{
    const QString model = price[u"model"_s].toString();
    if (price[u"source"_s].toString() == "none"_L1)
        return model % u" has no price any more\n"_s;
    return model % u" costs $"_s % dollars(price[u"input"_s]) % u" for a million input tokens, $"_s %
           dollars(price[u"output"_s]) % u" for a million output tokens ("_s % price[u"source"_s].toString() %
           u")\n"_s;
}

} // namespace

bool runPriceCommand(relay::api::PriceService &prices, QObject *context, const QJsonObject &request,
                     const Answer &answer)
{
    const QString command = request[u"command"_s].toString();
    const std::string model = request[u"name"_s].toString().toStdString();
    if (command == "price.list"_L1) {
        prices.prices(context, [answer](const Result<relay::api::PriceList> &all) {
            answer(all ? QJsonObject{{u"data"_s, relay::api::pricesJson(*all)}}
                       : ControlCommands::failure(all.error()));
        });
    } else if (command == "price.set"_L1) {
        prices.changePrice(editFrom(request), context, [answer](const Result<Price> &price) {
            answer(price ? QJsonObject{{u"data"_s, relay::api::priceJson(*price)}}
                         : ControlCommands::failure(price.error()));
        });
    } else if (command == "price.reset"_L1) {
        prices.resetPrice(model, context, [answer, model](const Result<std::optional<Price>> &price) {
            if (!price)
                return answer(ControlCommands::failure(price.error()));
            answer({{u"data"_s, *price ? relay::api::priceJson(**price) : relay::api::noPriceJson(model)}});
        });
    } else {
        return false;
    }
    return true;
}

QString priceReport(const QString &command, const QJsonValue &data)
{
    return command == "price.list"_L1 ? listText(data.toArray()) : sentence(data);
}

} // namespace app
