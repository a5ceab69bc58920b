// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/token_json.h"

#include "relay/admin/field_reader.h"
#include "relay/model/secret_mask.h"

namespace relay::admin {

namespace {

void readKey(FieldReader &fields, std::string &key)
{
    std::string read;
    if (!fields.text("key", read) || read.empty())
        return;
    if (read.starts_with("sk-"))
        read.erase(0, 3);
    if (read == model::maskedKey(key))
        return;
    key = std::move(read);
}

} // namespace

Result<model::Token> changedToken(model::Token token, const QJsonObject &object)
{
    FieldReader fields(object);
    fields.text("name", token.name);
    readKey(fields, token.key);
    fields.integer("remain_quota", token.remainQuota, FieldReader::kLeast, FieldReader::kMost);
    if (token.id == 0 && fields.has("remain_quota"))
        token.unlimitedQuota = false; // who gives a new token a quota means it
    fields.boolean("unlimited_quota", token.unlimitedQuota);
    fields.integer("expired_time", token.expiredTime, FieldReader::kLeast, FieldReader::kMost);
    fields.list("models", token.models);
    fields.text("subnet", token.subnet);
    fields.onOff("status", token.enabled);
    if (const Result<void> result = fields.result(); !result)
        return result.error();
    return token;
}

} // namespace relay::admin
