// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/traffic_json.h"

#include <QJsonArray>

namespace relay::api {

namespace {

using namespace Qt::StringLiterals;

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QJsonValue timeOf(std::int64_t unixMs)
{
    return unixMs == 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(qint64{unixMs});
}

} // namespace

QJsonObject knockJson(const Knock &knock)
{
    return {
        {u"at"_s, timeOf(knock.atMs)},
        {u"request_id"_s, QString::number(knock.requestId, 16)},
        {u"client"_s, text(knock.client)},
        {u"endpoint"_s, text(knock.endpoint)},
        {u"model"_s, text(knock.model)},
        {u"status"_s, knock.status},
        {u"error"_s, text(knock.error.english())},
        {u"remedy"_s, text(knock.remedy.english())},
    };
}

QJsonObject channelHealthJson(const ChannelHealth &health)
{
    QJsonArray keys;
    for (const KeyHealth &key : health.keys)
        keys.append(QJsonObject{{u"key"_s, text(key.maskedKey)},
                                {u"state"_s, text(healthWord(key.state))},
                                {u"until"_s, timeOf(key.untilMs)}});
    return {
        {u"channel_id"_s, qint64{health.channelId}},
        {u"state"_s, text(healthWord(health.state))},
        {u"until"_s, timeOf(health.untilMs)},
        {u"reason"_s, text(health.reason.english())},
        {u"keys"_s, keys},
    };
}

QJsonObject routeJson(const Route &route)
{
    QJsonArray candidates;
    for (const Candidate &candidate : route.candidates)
        candidates.append(QJsonObject{{u"channel_id"_s, qint64{candidate.channelId}},
                                      {u"channel_name"_s, text(candidate.channelName)},
                                      {u"key"_s, text(candidate.maskedKey)},
                                      {u"upstream_model"_s, text(candidate.upstreamModel)},
                                      {u"priority"_s, candidate.priority},
                                      {u"weight"_s, candidate.weight},
                                      {u"state"_s, text(healthWord(candidate.state))},
                                      {u"until"_s, timeOf(candidate.untilMs)}});
    return {{u"model"_s, text(route.model)}, {u"attempts"_s, route.attempts}, {u"candidates"_s, candidates}};
}

} // namespace relay::api
