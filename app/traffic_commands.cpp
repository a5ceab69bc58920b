// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/traffic_commands.h"

#include "app/text_table.h"
#include "relay/api/traffic_json.h"

#include <QDateTime>
#include <QJsonArray>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::ChannelHealth;
using relay::api::Route;
using relay::api::TrafficService;

// With a model: who would answer it. Else all channels, and the latest client.
void tellTraffic(TrafficService &traffic, QObject *context, const std::string &model,
                 const ControlCommands::Answer &answer)
{
    if (!model.empty()) {
        traffic.route(model, context, [answer](const Result<Route> &route) {
            answer(route ? QJsonObject{{u"data"_s, relay::api::routeJson(*route)}}
                         : ControlCommands::failure(route.error()));
        });
        return;
    }
    traffic.channelHealth(context, [&traffic, answer](const Result<std::vector<ChannelHealth>> &all) {
        if (!all)
            return answer(ControlCommands::failure(all.error()));
        QJsonArray channels;
        for (const ChannelHealth &health : *all)
            channels.append(relay::api::channelHealthJson(health));
        const std::optional<relay::api::Knock> knock = traffic.lastKnock();
        answer({{u"data"_s,
                 QJsonObject{{u"paused"_s, traffic.paused()},
                             {u"knock"_s, knock ? QJsonValue(relay::api::knockJson(*knock)) : QJsonValue()},
                             {u"channels"_s, channels}}}});
    });
}

QString untilText(const QJsonValue &until)
{
    return until.isDouble() ? QDateTime::fromMSecsSinceEpoch(until.toInteger()).toString(u"HH:mm:ss"_s)
                            : u"-"_s;
}

QString knockText(const QJsonObject &knock)
{
    if (knock.isEmpty())
        return u"nobody has asked yet\n"_s;
    QString text = u"latest client: "_s % knock[u"client"_s].toString(u"?"_s) % u' ' %
                   knock[u"endpoint"_s].toString() % u' ' % knock[u"model"_s].toString() % u' ' %
                   QString::number(knock[u"status"_s].toInt()) % u'\n';
    for (const QString &name : {u"error"_s, u"remedy"_s}) {
        const QString told = knock[name].toString();
        if (!told.isEmpty())
            text += told % u'\n';
    }
    return text;
}

QString routeText(const QJsonObject &route)
{
    QList<QStringList> rows{
        {u"CHANNEL"_s, u"KEY"_s, u"AS"_s, u"PRIORITY"_s, u"WEIGHT"_s, u"STATE"_s, u"UNTIL"_s}};
    for (const QJsonValue &candidate : route[u"candidates"_s].toArray())
        rows.append({candidate[u"channel_name"_s].toString(), candidate[u"key"_s].toString(),
                     candidate[u"upstream_model"_s].toString(),
                     QString::number(candidate[u"priority"_s].toInt()),
                     QString::number(candidate[u"weight"_s].toInt()), candidate[u"state"_s].toString(),
                     untilText(candidate[u"until"_s])});
    return textTable(rows) % u"at most "_s % QString::number(route[u"attempts"_s].toInt()) %
           u" of them are tried\n"_s;
}

} // namespace

bool runTrafficCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                       const ControlCommands::Answer &answer)
{
    const QString command = request[u"command"_s].toString();
    const bool pauses = command == "pause"_L1 || command == "resume"_L1;
    const bool restarts = command == "restart"_L1;
    if (!pauses && !restarts && command != "traffic"_L1)
        return false;
    if (service.status().port == 0) {
        answer(ControlCommands::failure(
            {relay::ErrorKind::Unavailable, u"this needs the running program; start trayrelay first"_s}));
        return true;
    }
    TrafficService &traffic = service.trafficService();
    if (restarts) {
        const Result<void> begun = traffic.restart();
        answer(begun ? QJsonObject{{u"data"_s, QJsonObject()}} : ControlCommands::failure(begun.error()));
    } else if (pauses) {
        traffic.setPaused(command == "pause"_L1);
        answer({{u"data"_s, QJsonObject{{u"paused"_s, traffic.paused()}}}});
    } else {
        tellTraffic(traffic, context, request[u"model"_s].toString().toStdString(), answer);
    }
    return true;
}

QString trafficReport(const QString &command, const QJsonValue &data)
{
    const QJsonObject object = data.toObject();
    if (command == "pause"_L1)
        return u"paused: clients are told to come again; trayrelay resume\n"_s;
    if (command == "resume"_L1)
        return u"clients are served again\n"_s;
    if (command == "restart"_L1)
        return u"the relay begins anew\n"_s;
    if (object.contains(u"candidates"_s))
        return routeText(object);
    QList<QStringList> rows{{u"CHANNEL"_s, u"STATE"_s, u"UNTIL"_s, u"REASON"_s}};
    for (const QJsonValue &channel : object[u"channels"_s].toArray())
        rows.append({QString::number(channel[u"channel_id"_s].toInteger()), channel[u"state"_s].toString(),
                     untilText(channel[u"until"_s]), channel[u"reason"_s].toString()});
    const QString state =
        object[u"paused"_s].toBool() ? u"paused; trayrelay resume serves again\n"_s : QString();
    return state % textTable(rows) % knockText(object[u"knock"_s].toObject());
}

} // namespace app
