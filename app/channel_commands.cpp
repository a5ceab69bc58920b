// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/channel_commands.h"

#include "app/record_names.h"
#include "app/text_table.h"
#include "relay/api/record_json.h"
#include "relay/model/channel_type.h"

#include <QJsonArray>

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::ProviderPreset;
using relay::model::Channel;
using Answer = ControlCommands::Answer;

void tellModels(relay::api::RelayService &service, QObject *context, const std::string &name,
                const Answer &answer)
{
    if (service.status().port == 0) // only the files are open
        return answer(ControlCommands::failure({relay::ErrorKind::Unavailable,
                                                u"this asks the provider through the running program; start "
                                                u"trayrelay first"_s}));
    service.channels(context, [&service, context, name,
                               answer](const Result<std::vector<Channel>> &channels) {
        if (!channels)
            return answer(ControlCommands::failure(channels.error()));
        const auto found = std::ranges::find(*channels, name, &Channel::name);
        if (found == channels->end())
            return answer(ControlCommands::failure(unknownName(u"channel"_s, name)));
        service.upstreamModels(found->id, context, [answer](const Result<std::vector<std::string>> &models) {
            if (!models)
                return answer(ControlCommands::failure(models.error()));
            QJsonArray list;
            for (const std::string &model : *models)
                list.append(QString::fromStdString(model));
            answer({{u"data"_s, list}});
        });
    });
}

} // namespace

bool runChannelCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                       const Answer &answer)
{
    const QString command = request[u"command"_s].toString();
    if (command == "channel.models"_L1) {
        tellModels(service, context, request[u"name"_s].toString().toStdString(), answer);
        return true;
    }
    if (command != "channel.providers"_L1)
        return false;
    QJsonArray list;
    for (const ProviderPreset &provider : service.providers())
        list.append(relay::api::providerJson(provider));
    answer({{u"data"_s, list}});
    return true;
}

Result<QJsonObject> withProvider(QJsonObject request, const std::vector<ProviderPreset> &providers)
{
    if (!request.contains(u"provider"_s))
        return request;
    const std::string id = request[u"provider"_s].toString().toStdString();
    const auto found = std::ranges::find(providers, id, &ProviderPreset::id);
    if (found == providers.end())
        return relay::Error{relay::ErrorKind::BadRequest,
                            u"no provider \""_s % QString::fromStdString(id) %
                                u"\" is known; trayrelay channel providers lists them"_s};
    const std::string_view type = relay::model::channelTypeName(found->type);
    if (!request.contains(u"type"_s))
        request[u"type"_s] = QString::fromUtf8(type.data(), qsizetype(type.size()));
    if (!request.contains(u"base_url"_s))
        request[u"base_url"_s] = QString::fromStdString(found->baseUrl);
    return request;
}

QString channelReport(const QString &command, const QJsonValue &data)
{
    if (command == "channel.models"_L1) {
        QString text;
        for (const QJsonValue &model : data.toArray())
            text += model.toString() % u'\n';
        return text;
    }
    QList<QStringList> rows{{u"PROVIDER"_s, u"NAME"_s, u"TYPE"_s, u"ADDRESS"_s}};
    for (const QJsonValue &provider : data.toArray())
        rows.append({provider[u"id"_s].toString(), provider[u"name"_s].toString(),
                     provider[u"type"_s].toString(), provider[u"base_url"_s].toString()});
    return textTable(rows);
}

} // namespace app
