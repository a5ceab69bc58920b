// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control_json.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::model::Channel;
using relay::model::ChannelType;
using relay::model::StringPairs;
using relay::model::Token;

struct TypeWord
{
    ChannelType type;
    std::string_view word;
};

constexpr std::array<TypeWord, 7> kTypes{{{ChannelType::OpenAi, "openai"},
                                          {ChannelType::Anthropic, "anthropic"},
                                          {ChannelType::Gemini, "gemini"},
                                          {ChannelType::Ollama, "ollama"},
                                          {ChannelType::Azure, "azure"},
                                          {ChannelType::OpenAiCompatible, "openai-compatible"},
                                          {ChannelType::Demo, "demo"}}};

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

QJsonArray array(const std::vector<std::string> &items)
{
    QJsonArray list;
    for (const std::string &item : items)
        list.append(text(item));
    return list;
}

std::vector<std::string> strings(const QJsonArray &list)
{
    std::vector<std::string> items;
    for (const QJsonValue &value : list)
        items.push_back(value.toString().toStdString());
    return items;
}

QJsonObject object(const StringPairs &pairs)
{
    QJsonObject all;
    for (const auto &[name, value] : pairs)
        all[text(name)] = text(value);
    return all;
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

QString maskedKey(const std::string &key)
{
    const QString whole = text(key);
    if (whole.size() < 12)
        return u"••••"_s;
    return whole.left(whole.startsWith("sk-"_L1) ? 6 : 3) % u"••••"_s % whole.right(4);
}

QString clientForm(const std::string &key)
{
    return key.starts_with("sk-") ? text(key) : u"sk-"_s % text(key);
}

QJsonObject toJson(const Channel &channel)
{
    const auto *const type = std::find_if(kTypes.begin(), kTypes.end(), [&channel](const TypeWord &known) {
        return known.type == channel.type;
    });
    QStringList keys;
    for (const std::string &key : channel.keys)
        keys.append(maskedKey(key));
    return {{u"id"_s, qint64(channel.id)},
            {u"name"_s, text(channel.name)},
            {u"type"_s, type == kTypes.end() ? QString() : text(type->word)},
            {u"key"_s, keys.join(u'\n')},
            {u"base_url"_s, text(channel.baseUrl)},
            {u"models"_s, array(channel.models)},
            {u"model_mapping"_s, object(channel.modelMapping)},
            {u"priority"_s, channel.priority},
            {u"weight"_s, channel.weight},
            {u"status"_s, channel.enabled ? 1 : 2},
            {u"proxy"_s, text(channel.proxy)}};
}

QJsonObject toJson(const Token &token)
{
    return {{u"id"_s, qint64(token.id)},
            {u"name"_s, text(token.name)},
            {u"key"_s, maskedKey(clientForm(token.key).toStdString())},
            {u"remain_quota"_s, qint64(token.remainQuota)},
            {u"used_quota"_s, qint64(token.usedQuota)},
            {u"unlimited_quota"_s, token.unlimitedQuota},
            {u"expired_time"_s, qint64(token.expiredTime)},
            {u"models"_s, array(token.models)},
            {u"subnet"_s, text(token.subnet)},
            {u"status"_s, token.enabled ? 1 : 2}};
}

relay::Result<Channel> channelFrom(const QJsonObject &request)
{
    Channel channel;
    channel.name = request[u"name"_s].toString().toStdString();
    const std::string word = request[u"type"_s].toString(u"openai"_s).toStdString();
    const auto *const type = std::find_if(kTypes.begin(), kTypes.end(),
                                          [&word](const TypeWord &known) { return known.word == word; });
    if (type == kTypes.end())
        return relay::Error{
            relay::ErrorKind::BadRequest,
            u"\""_s % text(word) %
                u"\" is no channel type; take openai, openai-compatible, anthropic, gemini, ollama or azure"_s};
    channel.type = type->type;
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
    if (token.remainQuota < 0)
        return relay::Error{relay::ErrorKind::BadRequest, u"a quota cannot be negative"_s};
    return token;
}

} // namespace app
