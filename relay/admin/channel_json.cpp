// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/channel_json.h"

#include "relay/admin/field_reader.h"
#include "relay/admin/key_mask.h"
#include "relay/admin/qt_text.h"
#include "relay/admin/query_parameters.h"
#include "relay/http/byte_scan.h"

#include <QJsonArray>
#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <limits>
#include <optional>

namespace relay::admin {

namespace {

using model::ChannelType;

struct TypeName
{
    ChannelType type;
    std::string_view word;
};

constexpr TypeName kTypeNames[] = {
    {ChannelType::OpenAi, "openai"}, {ChannelType::Anthropic, "anthropic"},
    {ChannelType::Gemini, "gemini"}, {ChannelType::Ollama, "ollama"},
    {ChannelType::Azure, "azure"},   {ChannelType::OpenAiCompatible, "openai-compatible"},
    {ChannelType::Demo, "demo"},
};

ChannelType typeOfOneApi(std::int64_t number)
{
    switch (number) {
    case 1:
        return ChannelType::OpenAi;
    case 3:
        return ChannelType::Azure;
    case 14:
        return ChannelType::Anthropic;
    case 24:
        return ChannelType::Gemini;
    case 30:
        return ChannelType::Ollama;
    default: // 8 and 50 say so, most others are
        return ChannelType::OpenAiCompatible;
    }
}

void readType(FieldReader &fields, ChannelType &type)
{
    if (!fields.has("type"))
        return;
    const QJsonValue value = fields.value("type");
    if (value.isDouble()) {
        std::int64_t number = 0;
        fields.integer("type", number, 0, std::numeric_limits<std::int32_t>::max());
        type = typeOfOneApi(number);
        return;
    }
    const std::string word = value.toString().trimmed().toLower().toStdString();
    if (const std::optional<std::int64_t> number = readNumber(word)) {
        type = typeOfOneApi(*number);
        return;
    }
    const auto found = std::ranges::find(kTypeNames, word, &TypeName::word);
    if (found != std::end(kTypeNames)) {
        type = found->type;
        return;
    }
    QStringList words;
    for (const TypeName &name : kTypeNames)
        words.append(qtText(name.word));
    fields.refuse(
        "type", QStringLiteral("one of %1, or a number of one-api's").arg(words.join(QStringLiteral(", "))));
}

void readKeys(FieldReader &fields, std::vector<std::string> &keys)
{
    std::string text;
    if (!fields.text("key", text))
        return;
    std::vector<const std::string *> known;
    for (const std::string &key : keys)
        known.push_back(&key);
    std::vector<std::string> read;
    for (const QString &line : qtText(text).split(u'\n')) {
        const std::string key = line.trimmed().toStdString();
        if (key.empty())
            continue;
        if (const std::string *const same = takeMasked(key, known))
            read.push_back(*same);
        else if (holdsMask(key))
            return fields.refuse("key", QStringLiteral("the whole key: this mask is none of the channel's"));
        else if (std::ranges::any_of(key, [](char c) { return c <= ' ' || c >= 0x7f; }))
            return fields.refuse("key", QStringLiteral("one key per line, of visible ASCII characters"));
        else
            read.push_back(key);
    }
    keys = std::move(read);
}

bool isUrl(const std::string &text, const QStringList &schemes)
{
    const QUrl url(qtText(text), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() && schemes.contains(url.scheme());
}

void readUrls(FieldReader &fields, model::Channel &channel)
{
    if (fields.text("base_url", channel.baseUrl) && !channel.baseUrl.empty() &&
        !isUrl(channel.baseUrl, {QStringLiteral("http"), QStringLiteral("https")}))
        fields.refuse("base_url", QStringLiteral("an http:// or https:// URL, or empty for the type's own"));
    std::string proxy;
    if (!fields.text("proxy", proxy) || (holdsMask(proxy) && proxy == maskedUrl(channel.proxy)))
        return;
    if (!proxy.empty() &&
        (holdsMask(proxy) ||
         !isUrl(proxy, {QStringLiteral("http"), QStringLiteral("socks5"), QStringLiteral("socks5h")})))
        fields.refuse("proxy", QStringLiteral("an http:// or socks5:// URL, or empty for RELAY_PROXY"));
    channel.proxy = std::move(proxy);
}

void readHeaders(FieldReader &fields, model::StringPairs &headers)
{
    model::StringPairs read = headers;
    fields.pairs("headers", read);
    for (auto &[name, value] : read) {
        const auto old = std::ranges::find(headers, name, &model::StringPairs::value_type::first);
        if (old != headers.end() && isSecretHeader(name) && value == maskedKey(old->second))
            value = old->second;
        const char *const nameEnd = name.data() + name.size();
        const char *const valueEnd = value.data() + value.size();
        if (name.empty() || http::kTokenBytes.findFirstNotIn(name.data(), nameEnd) != nameEnd ||
            http::findForbiddenInValue(value.data(), valueEnd) != valueEnd)
            return fields.refuse("headers", QStringLiteral("header names with values of one line each"));
        if (isSecretHeader(name) && holdsMask(value))
            return fields.refuse("headers", QStringLiteral("whole values: a mask is none of the channel's"));
    }
    headers = std::move(read);
}

QJsonObject pairsJson(const model::StringPairs &pairs)
{
    QJsonObject object;
    for (const auto &[name, value] : pairs)
        object.insert(qtText(name), qtText(value));
    return object;
}

} // namespace

std::string_view channelTypeName(ChannelType type)
{
    return std::ranges::find(kTypeNames, type, &TypeName::type)->word;
}

QJsonObject channelJson(const model::Channel &channel)
{
    QStringList keys;
    for (const std::string &key : channel.keys)
        keys.append(qtText(maskedKey(key)));
    QJsonArray models;
    for (const std::string &name : channel.models)
        models.append(qtText(name));
    model::StringPairs headers = channel.headers;
    for (auto &[name, value] : headers) {
        if (isSecretHeader(name))
            value = maskedKey(value);
    }
    return {
        {QStringLiteral("id"), QJsonValue(qint64{channel.id})},
        {QStringLiteral("name"), qtText(channel.name)},
        {QStringLiteral("type"), qtText(channelTypeName(channel.type))},
        {QStringLiteral("key"), keys.join(u'\n')},
        {QStringLiteral("base_url"), qtText(channel.baseUrl)},
        {QStringLiteral("models"), models},
        {QStringLiteral("model_mapping"), pairsJson(channel.modelMapping)},
        {QStringLiteral("priority"), channel.priority},
        {QStringLiteral("weight"), channel.weight},
        {QStringLiteral("status"), channel.enabled ? 1 : 2},
        {QStringLiteral("proxy"), qtText(maskedUrl(channel.proxy))},
        {QStringLiteral("headers"), pairsJson(headers)},
        {QStringLiteral("used_quota"), QJsonValue(qint64{channel.usedQuota})},
    };
}

Result<model::Channel> changedChannel(model::Channel channel, const QJsonObject &object)
{
    constexpr int kMostPriority = 1'000'000'000;
    constexpr int kMostWeight = 1'000'000;
    FieldReader fields(object);
    fields.text("name", channel.name);
    if (channel.name.empty())
        fields.refuse("name", QStringLiteral("a text that is not empty"));
    readType(fields, channel.type);
    readKeys(fields, channel.keys);
    readUrls(fields, channel);
    fields.list("models", channel.models);
    fields.pairs("model_mapping", channel.modelMapping);
    fields.integer("priority", channel.priority, -kMostPriority, kMostPriority);
    fields.integer("weight", channel.weight, 0, kMostWeight);
    fields.onOff("status", channel.enabled);
    readHeaders(fields, channel.headers);
    const bool ownUrlNeeded =
        channel.type == ChannelType::Azure || channel.type == ChannelType::OpenAiCompatible;
    if (ownUrlNeeded && channel.baseUrl.empty())
        fields.refuse(
            "base_url",
            QStringLiteral("given for a channel of type %1").arg(qtText(channelTypeName(channel.type))));
    if (const Result<void> result = fields.result(); !result)
        return result.error();
    return channel;
}

} // namespace relay::admin
