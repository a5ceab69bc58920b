// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/provider_table.h"

#include "relay/model/channel_type.h"

#include "resources/builtin_providers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace relay::service {

std::vector<api::ProviderPreset> providerTable()
{
    using namespace Qt::StringLiterals;
    const std::string_view text = resources::builtinProviders();
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())));
    std::vector<api::ProviderPreset> table;
    for (const QJsonValue item : document[u"providers"_s].toArray()) {
        api::ProviderPreset provider;
        provider.id = item[u"id"_s].toString().toStdString();
        provider.name = item[u"name"_s].toString().toStdString();
        provider.type = model::channelTypeOf(item[u"type"_s].toString().toStdString())
                            .value_or(model::ChannelType::OpenAiCompatible);
        provider.baseUrl = item[u"base_url"_s].toString().toStdString();
        provider.local = item[u"local"_s].toBool();
        provider.oneApiType = item[u"one_api"_s].toInteger();
        table.push_back(std::move(provider));
    }
    return table;
}

const api::ProviderPreset *providerOfOneApi(const std::vector<api::ProviderPreset> &table, std::int64_t type)
{
    const auto found = std::ranges::find(table, type, &api::ProviderPreset::oneApiType);
    return type == 0 || found == table.end() ? nullptr : &*found;
}

} // namespace relay::service
