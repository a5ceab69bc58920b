// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/channel_json.h"

#include "relay/access/edit_checks.h"
#include "relay/admin/field_reader.h"
#include "relay/admin/qt_text.h"
#include "relay/api/usage_filter.h"
#include "relay/model/channel_type.h"
#include "relay/model/secret_mask.h"

#include <QStringList>

#include <algorithm>
#include <limits>
#include <optional>

namespace relay::admin {

namespace {

using model::ChannelType;

void readType(FieldReader &fields, ChannelType &type)
{
    if (!fields.has("type"))
        return;
    const QJsonValue value = fields.value("type");
    if (value.isDouble()) {
        std::int64_t number = 0;
        fields.integer("type", number, 0, std::numeric_limits<std::int32_t>::max());
        type = model::channelTypeOfOneApi(number);
        return;
    }
    const std::string word = value.toString().trimmed().toLower().toStdString();
    if (const std::optional<std::int64_t> number = api::readNumber(word)) {
        type = model::channelTypeOfOneApi(*number);
        return;
    }
    if (const std::optional<ChannelType> known = model::channelTypeOf(word)) {
        type = *known;
        return;
    }
    QStringList words;
    for (const model::ChannelTypeWord &known : model::kChannelTypeWords)
        words.append(qtText(known.word));
    fields.refuse(
        "type", QStringLiteral("one of %1, or a number of one-api's").arg(words.join(QStringLiteral(", "))));
}

void readKeys(FieldReader &fields, std::vector<std::string> &keys)
{
    std::string text;
    if (!fields.text("key", text))
        return;
    std::vector<const std::string *> known;
    known.reserve(keys.size());
    for (const std::string &key : keys)
        known.push_back(&key);
    std::vector<std::string> read;
    for (const QString &line : qtText(text).split(u'\n')) {
        const std::string key = line.trimmed().toStdString();
        if (key.empty())
            continue;
        if (const std::string *const same = model::takeMasked(key, known))
            read.push_back(*same);
        else if (model::holdsMask(key))
            return fields.refuse("key", QStringLiteral("the whole key: this mask is none of the channel's"));
        else
            read.push_back(key);
    }
    keys = std::move(read);
}

void readProxy(FieldReader &fields, std::string &proxy)
{
    std::string read;
    if (!fields.text("proxy", read) || (model::holdsMask(read) && read == model::maskedUrl(proxy)))
        return;
    if (model::holdsMask(read))
        return fields.refuse("proxy", QStringLiteral("the whole URL: this mask is not the channel's"));
    proxy = std::move(read);
}

void readHeaders(FieldReader &fields, model::StringPairs &headers)
{
    model::StringPairs read = headers;
    fields.pairs("headers", read);
    for (auto &[name, value] : read) {
        if (!model::isSecretHeader(name))
            continue;
        const auto old = std::ranges::find(headers, name, &model::StringPairs::value_type::first);
        if (old != headers.end() && value == model::maskedKey(old->second))
            value = old->second;
        else if (model::holdsMask(value))
            return fields.refuse("headers", QStringLiteral("whole values: a mask is none of the channel's"));
    }
    headers = std::move(read);
}

// Those of one-api's fields that ask for nothing: its scripts send back what they were given.
constexpr std::string_view kOfOneApi[] = {"created_time",         "test_time", "response_time", "balance",
                                          "balance_updated_time", "group",     "groups"};

} // namespace

Result<model::Channel> changedChannel(model::Channel channel, const QJsonObject &object)
{
    FieldReader fields(object);
    fields.text("name", channel.name);
    readType(fields, channel.type);
    readKeys(fields, channel.keys);
    fields.text("base_url", channel.baseUrl);
    readProxy(fields, channel.proxy);
    fields.list("models", channel.models);
    fields.pairs("model_mapping", channel.modelMapping);
    fields.integer("priority", channel.priority, -access::kMostPriority, access::kMostPriority);
    fields.integer("weight", channel.weight, 0, access::kMostWeight);
    fields.onOff("status", channel.enabled);
    readHeaders(fields, channel.headers);
    fields.readKept(channel.id, channel.usedQuota);
    fields.refuseOthers(kOfOneApi);
    if (const Result<void> result = fields.result(); !result)
        return result.error();
    return channel;
}

} // namespace relay::admin
