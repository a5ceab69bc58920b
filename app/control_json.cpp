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

// As another name, where that is asked for.
std::string nameOf(const QJsonObject &request)
{
    return request[request.contains(u"new_name"_s) ? u"new_name"_s : u"name"_s].toString().toStdString();
}

relay::Result<void> takeNumber(const QJsonObject &request, const QString &field, int &target)
{
    const qint64 number = request[field].toInteger(target);
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max())
        return relay::Error{relay::ErrorKind::BadRequest, field % u" is out of range"_s};
    target = int(number);
    return {};
}

relay::Result<void> takeType(const QJsonObject &request, ChannelType &target)
{
    if (!request.contains(u"type"_s))
        return {};
    const std::string word = request[u"type"_s].toString().toStdString();
    const std::optional<ChannelType> type = relay::model::channelTypeOf(word);
    if (!type)
        return relay::Error{
            relay::ErrorKind::BadRequest,
            u"\""_s % text(word) %
                u"\" is no channel type; take openai, openai-compatible, anthropic, gemini, ollama or azure"_s};
    target = *type;
    return {};
}

} // namespace

QString clientForm(const std::string &key)
{
    return key.starts_with("sk-") ? text(key) : u"sk-"_s % text(key);
}

relay::Result<Channel> channelFrom(const QJsonObject &request, Channel channel)
{
    channel.name = nameOf(request);
    if (request.contains(u"key"_s)) {
        channel.keys.clear();
        for (const QString &key : request[u"key"_s].toString().split(u'\n', Qt::SkipEmptyParts))
            channel.keys.push_back(key.trimmed().toStdString());
    }
    if (request.contains(u"base_url"_s))
        channel.baseUrl = request[u"base_url"_s].toString().toStdString();
    if (request.contains(u"models"_s))
        channel.models = strings(request[u"models"_s].toArray());
    if (request.contains(u"model_mapping"_s))
        channel.modelMapping = pairs(request[u"model_mapping"_s].toArray());
    if (request.contains(u"headers"_s))
        channel.headers = pairs(request[u"headers"_s].toArray());
    if (request.contains(u"proxy"_s))
        channel.proxy = request[u"proxy"_s].toString().toStdString();
    if (const relay::Result<void> taken = takeType(request, channel.type); !taken)
        return taken.error();
    if (const relay::Result<void> taken = takeNumber(request, u"priority"_s, channel.priority); !taken)
        return taken.error();
    if (const relay::Result<void> taken = takeNumber(request, u"weight"_s, channel.weight); !taken)
        return taken.error();
    return channel;
}

Token tokenFrom(const QJsonObject &request, Token token)
{
    token.name = nameOf(request);
    if (request.contains(u"key"_s)) {
        QString key = request[u"key"_s].toString();
        if (key.startsWith("sk-"_L1))
            key.remove(0, 3);
        token.key = key.toStdString();
    }
    if (request.contains(u"remain_quota"_s)) {
        token.unlimitedQuota = false;
        token.remainQuota = request[u"remain_quota"_s].toInteger();
    } else if (request[u"unlimited"_s].toBool()) {
        token.unlimitedQuota = true;
    }
    token.expiredTime = request[u"expired_time"_s].toInteger(token.expiredTime);
    if (request.contains(u"models"_s))
        token.models = strings(request[u"models"_s].toArray());
    if (request.contains(u"subnet"_s))
        token.subnet = request[u"subnet"_s].toString().toStdString();
    return token;
}

} // namespace app
