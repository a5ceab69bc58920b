// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/token_json.h"

#include "relay/access/ip_address.h"
#include "relay/admin/field_reader.h"
#include "relay/admin/key_mask.h"
#include "relay/admin/qt_text.h"

#include <QJsonArray>

#include <algorithm>

namespace relay::admin {

namespace {

constexpr std::int64_t kLastExpirySeconds = 253'402'300'799; // the year 9999; beyond it they are milliseconds
constexpr std::size_t kShortestKeyBytes = 8;
constexpr std::size_t kLongestKeyBytes = 256;

bool isKeyCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

void readKey(FieldReader &fields, std::string &key)
{
    std::string read;
    if (!fields.text("key", read) || read.empty())
        return;
    if (read.starts_with("sk-"))
        read.erase(0, 3);
    if (read == maskedKey(key))
        return;
    if (read.size() < kShortestKeyBytes || read.size() > kLongestKeyBytes ||
        !std::ranges::all_of(read, isKeyCharacter))
        fields.refuse("key", QStringLiteral("%1 to %2 letters, digits, hyphens and underscores")
                                 .arg(kShortestKeyBytes)
                                 .arg(kLongestKeyBytes));
    key = std::move(read);
}

} // namespace

QJsonObject tokenJson(const model::Token &token, KeyForm form)
{
    QJsonArray models;
    for (const std::string &name : token.models)
        models.append(qtText(name));
    return {
        {QStringLiteral("id"), QJsonValue(qint64{token.id})},
        {QStringLiteral("name"), qtText(token.name)},
        {QStringLiteral("key"), qtText(form == KeyForm::Full ? token.key : maskedKey(token.key))},
        {QStringLiteral("remain_quota"), QJsonValue(qint64{token.remainQuota})},
        {QStringLiteral("used_quota"), QJsonValue(qint64{token.usedQuota})},
        {QStringLiteral("unlimited_quota"), token.unlimitedQuota},
        {QStringLiteral("expired_time"), QJsonValue(qint64{token.expiredTime})},
        {QStringLiteral("models"), models},
        {QStringLiteral("subnet"), qtText(token.subnet)},
        {QStringLiteral("status"), token.enabled ? 1 : 2},
    };
}

Result<model::Token> changedToken(model::Token token, const QJsonObject &object)
{
    FieldReader fields(object);
    fields.text("name", token.name);
    if (token.name.empty())
        fields.refuse("name", QStringLiteral("a text that is not empty"));
    readKey(fields, token.key);
    fields.integer("remain_quota", token.remainQuota, FieldReader::kLeast, FieldReader::kMost);
    if (token.id == 0 && fields.has("remain_quota"))
        token.unlimitedQuota = false; // who gives a new token a quota means it
    fields.boolean("unlimited_quota", token.unlimitedQuota);
    fields.integer("expired_time", token.expiredTime, -1, FieldReader::kMost);
    if (token.expiredTime == 0 || token.expiredTime > kLastExpirySeconds)
        fields.refuse("expired_time", QStringLiteral("a time in Unix seconds, or -1 for never"));
    fields.list("models", token.models);
    if (fields.text("subnet", token.subnet) && !access::parseSubnets(token.subnet))
        fields.refuse("subnet", QStringLiteral("addresses or subnets (10.0.0.0/8) with commas, or empty"));
    fields.onOff("status", token.enabled);
    if (const Result<void> result = fields.result(); !result)
        return result.error();
    return token;
}

} // namespace relay::admin
