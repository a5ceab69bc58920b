// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control_json.h"

#include "relay/model/channel_type.h"

#include <QJsonArray>

#include <limits>
#include <optional>
#include <string_view>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::model::Channel;
using relay::model::ChannelType;
using relay::model::StringPairs;
using relay::model::Token;

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

std::vector<std::string> strings(const QJsonArray &list)
{
    std::vector<std::string> items;
    for (const QJsonValue &value : list)
        items.push_back(value.toString().toStdString());
    return items;
}

StringPairs pairs(const QJsonArray &list)
{
    StringPairs all;
    for (const QJsonValue &pair : list)
        all.emplace_back(pair[0].toString().toStdString(), pair[1].toString().toStdString());
    return all;
}

relay::Result<int> smallNumber(const QJsonObject &request, const QString &field, int otherwise)
{
    const qint64 number = request[field].toInteger(otherwise);
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max())
        return relay::Error{relay::ErrorKind::BadRequest, field % u" is out of range"_s};
    return int(number);
}

} // namespace

QString clientForm(const std::string &key)
{
    return key.starts_with("sk-") ? text(key) : u"sk-"_s % text(key);
}

relay::Result<Channel> channelFrom(const QJsonObject &request)
{
    Channel channel;
    channel.name = request[u"name"_s].toString().toStdString();
    const std::string word = request[u"type"_s].toString(u"openai"_s).toStdString();
    const std::optional<ChannelType> type = relay::model::channelTypeOf(word);
    if (!type)
        return relay::Error{
            relay::ErrorKind::BadRequest,
            u"\""_s % text(word) %
                u"\" is no channel type; take openai, openai-compatible, anthropic, gemini, ollama or azure"_s};
    channel.type = *type;
    for (const QString &key : request[u"key"_s].toString().split(u'\n', Qt::SkipEmptyParts))
        channel.keys.push_back(key.trimmed().toStdString());
    channel.baseUrl = request[u"base_url"_s].toString().toStdString();
    channel.models = strings(request[u"models"_s].toArray());
    channel.modelMapping = pairs(request[u"model_mapping"_s].toArray());
    channel.headers = pairs(request[u"headers"_s].toArray());
    channel.proxy = request[u"proxy"_s].toString().toStdString();
    const relay::Result<int> priority = smallNumber(request, u"priority"_s, 0);
    const relay::Result<int> weight = smallNumber(request, u"weight"_s, 1);
    if (!priority || !weight)
        return priority ? weight.error() : priority.error();
    channel.priority = *priority;
    channel.weight = *weight;
    return channel;
}

relay::Result<Token> tokenFrom(const QJsonObject &request)
{
    Token token;
    token.name = request[u"name"_s].toString().toStdString();
    QString key = request[u"key"_s].toString();
    if (key.startsWith("sk-"_L1))
        key.remove(0, 3);
    token.key = key.toStdString();
    token.unlimitedQuota = !request.contains(u"remain_quota"_s);
    token.remainQuota = request[u"remain_quota"_s].toInteger(0);
    token.expiredTime = request[u"expired_time"_s].toInteger(-1);
    token.models = strings(request[u"models"_s].toArray());
    token.subnet = request[u"subnet"_s].toString().toStdString();
    return token;
}

} // namespace app
