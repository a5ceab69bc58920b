// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/token_json.h"

#include "relay/access/edit_checks.h"
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

// Those of one-api's fields that ask for nothing: its scripts send back what they were given.
constexpr std::string_view kOfOneApi[] = {"user_id", "created_time", "accessed_time", "group"};

} // namespace

Result<model::Token> changedToken(model::Token token, const QJsonObject &object)
{
    FieldReader fields(object);
    fields.text("name", token.name);
    readKey(fields, token.key);
    fields.integer("remain_quota", token.remainQuota, -access::kMostQuota, access::kMostQuota);
    if (token.id == 0 && fields.has("remain_quota"))
        token.unlimitedQuota = false; // who gives a new token a quota means it
    fields.boolean("unlimited_quota", token.unlimitedQuota);
    fields.integer("expired_time", token.expiredTime, FieldReader::kLeast, FieldReader::kMost);
    fields.list("models", token.models);
    fields.text("subnet", token.subnet);
    fields.onOff("status", token.enabled);
    fields.readKept(token.id, token.usedQuota);
    fields.refuseOthers(kOfOneApi);
    if (const Result<void> result = fields.result(); !result)
        return result.error();
    return token;
}

} // namespace relay::admin
