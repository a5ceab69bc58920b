// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/api/record_json.h"

#include "relay/model/channel_type.h"
#include "relay/model/secret_mask.h"

#include <QJsonArray>
#include <QStringList>

namespace relay::api {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QJsonArray list(const std::vector<std::string> &items)
{
    QJsonArray array;
    for (const std::string &item : items)
        array.append(text(item));
    return array;
}

QJsonObject object(const model::StringPairs &pairs)
{
    QJsonObject all;
    for (const auto &[name, value] : pairs)
        all.insert(text(name), text(value));
    return all;
}

QJsonObject maskedHeaders(model::StringPairs headers)
{
    for (auto &header : headers) {
        if (model::isSecretHeader(header.first))
            header.second = model::maskedKey(header.second);
    }
    return object(headers);
}

} // namespace

QJsonObject channelJson(const model::Channel &channel)
{
    QStringList keys;
    for (const std::string &key : channel.keys)
        keys.append(text(model::maskedKey(key)));
    return {
        {QStringLiteral("id"), QJsonValue(qint64{channel.id})},
        {QStringLiteral("name"), text(channel.name)},
        {QStringLiteral("type"), text(model::channelTypeName(channel.type))},
        {QStringLiteral("key"), keys.join(u'\n')},
        {QStringLiteral("base_url"), text(channel.baseUrl)},
        {QStringLiteral("models"), list(channel.models)},
        {QStringLiteral("model_mapping"), object(channel.modelMapping)},
        {QStringLiteral("priority"), channel.priority},
        {QStringLiteral("weight"), channel.weight},
        {QStringLiteral("status"), channel.enabled ? 1 : 2},
        {QStringLiteral("proxy"), text(model::maskedUrl(channel.proxy))},
        {QStringLiteral("headers"), maskedHeaders(channel.headers)},
        {QStringLiteral("used_quota"), QJsonValue(qint64{channel.usedQuota})},
    };
}

QJsonObject tokenJson(const model::Token &token, KeyForm form)
{
    return {
        {QStringLiteral("id"), QJsonValue(qint64{token.id})},
        {QStringLiteral("name"), text(token.name)},
        {QStringLiteral("key"), text(form == KeyForm::Full ? token.key : model::maskedKey(token.key))},
        {QStringLiteral("remain_quota"), QJsonValue(qint64{token.remainQuota})},
        {QStringLiteral("used_quota"), QJsonValue(qint64{token.usedQuota})},
        {QStringLiteral("unlimited_quota"), token.unlimitedQuota},
        {QStringLiteral("expired_time"), QJsonValue(qint64{token.expiredTime})},
        {QStringLiteral("models"), list(token.models)},
        {QStringLiteral("subnet"), text(token.subnet)},
        {QStringLiteral("status"), token.enabled ? 1 : 2},
    };
}

QJsonObject channelTestJson(const ChannelTest &test)
{
    const auto known = [](std::int64_t count) {
        return count < 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(qint64{count});
    };
    return {
        {QStringLiteral("status"), test.status},
        {QStringLiteral("elapsed_ms"), static_cast<double>(test.elapsedUs) / 1000},
        {QStringLiteral("ttft_ms"),
         test.ttftUs < 0 ? QJsonValue(QJsonValue::Null) : static_cast<double>(test.ttftUs) / 1000},
        {QStringLiteral("message"), text(test.message.english())},
        {QStringLiteral("model"), text(test.model)},
        {QStringLiteral("prompt_tokens"), known(test.usage.prompt)},
        {QStringLiteral("completion_tokens"), known(test.usage.completion)},
    };
}

QJsonObject providerJson(const ProviderPreset &provider)
{
    return {
        {QStringLiteral("id"), text(provider.id)},
        {QStringLiteral("name"), text(provider.name)},
        {QStringLiteral("type"), text(model::channelTypeName(provider.type))},
        {QStringLiteral("base_url"), text(provider.baseUrl)},
        {QStringLiteral("local"), provider.local},
    };
}

} // namespace relay::api
