// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/record_edits.h"

#include "app/channel_commands.h"
#include "app/control_json.h"
#include "app/record_names.h"
#include "relay/api/record_json.h"

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Result;
using relay::api::KeyForm;
using relay::model::Channel;
using relay::model::Token;
using Answer = ControlCommands::Answer;

QJsonObject shown(const Channel &channel)
{
    return relay::api::channelJson(channel);
}

QJsonObject shown(const Token &token)
{
    return relay::api::tokenJson(token, KeyForm::Masked);
}

template <typename Record>
relay::api::Reply<Record> told(const Answer &answer)
{
    return [answer](const Result<Record> &record) {
        answer(record ? QJsonObject{{u"data"_s, shown(*record)}} : ControlCommands::failure(record.error()));
    };
}

// The record that the request names, and whether another has the name that it is to get.
template <typename Record>
Result<Record> wanted(const Result<std::vector<Record>> &records, const QString &what,
                      const QJsonObject &request)
{
    if (!records)
        return records.error();
    const QString name = request[u"name"_s].toString();
    const QString newName = request[u"new_name"_s].toString(name);
    if (newName != name && isNamed(*records, newName.toStdString()))
        return takenName(what, newName.toStdString());
    return oneNamed(*records, what, name.toStdString());
}

template <typename Record>
relay::api::Reply<bool> removed(const Record &record, const QString &what, const Answer &answer)
{
    return [record, what, answer](const Result<bool> &gone) {
        if (!gone || !*gone)
            return answer(ControlCommands::failure(gone ? unknownName(what, record.name) : gone.error()));
        answer({{u"data"_s, shown(record)}});
    };
}

// "edit", "on", "off", "remove".
void changeChannel(relay::api::RelayService &service, QObject *context, const QString &verb,
                   const QJsonObject &request, const Answer &answer)
{
    service.channels(
        context, [&service, context, verb, request, answer](const Result<std::vector<Channel>> &channels) {
            const Result<Channel> channel = wanted(channels, u"channel"_s, request);
            if (!channel)
                return answer(ControlCommands::failure(channel.error()));
            if (verb == "remove"_L1)
                return service.removeChannel(channel->id, context, removed(*channel, u"channel"_s, answer));
            const Result<QJsonObject> whole = withProvider(request, service.providers());
            Result<Channel> changed = whole ? channelFrom(*whole, *channel) : whole.error();
            if (!changed)
                return answer(ControlCommands::failure(changed.error()));
            if (verb != "edit"_L1)
                changed->enabled = verb == "on"_L1;
            service.saveChannel(*changed, context, told<Channel>(answer));
        });
}

// "edit", "on", "off", "revoke".
void changeToken(relay::api::RelayService &service, QObject *context, const QString &verb,
                 const QJsonObject &request, const Answer &answer)
{
    if (request[u"name"_s] == "admin"_L1)
        return answer(ControlCommands::failure(
            {relay::ErrorKind::Conflict,
             verb == "revoke"_L1 ? u"the admin token cannot be revoked: the program itself needs it"_s
                                 : u"the admin token has no limits to change"_s}));
    if (request[u"new_name"_s] == "admin"_L1)
        return answer(ControlCommands::failure(
            {relay::ErrorKind::Conflict, u"\"admin\" is the admin token's name; take another"_s}));
    service.tokens(
        context, [&service, context, verb, request, answer](const Result<std::vector<Token>> &tokens) {
            const Result<Token> token = wanted(tokens, u"token"_s, request);
            if (!token)
                return answer(ControlCommands::failure(token.error()));
            if (verb == "revoke"_L1)
                return service.removeToken(token->id, context, removed(*token, u"token"_s, answer));
            Token changed = tokenFrom(request, *token);
            if (verb != "edit"_L1)
                changed.enabled = verb == "on"_L1;
            const auto quota = request.contains(u"remain_quota"_s) ? relay::api::QuotaEdit::Set
                                                                   : relay::api::QuotaEdit::Keep;
            service.saveToken(changed, quota, context, told<Token>(answer));
        });
}

} // namespace

bool runRecordEdit(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                   const Answer &answer)
{
    static const QStringList kVerbs{u"edit"_s, u"on"_s, u"off"_s, u"remove"_s, u"revoke"_s};
    const QStringList words = request[u"command"_s].toString().split(u'.');
    if (words.size() != 2 || !kVerbs.contains(words[1]))
        return false;
    if (words[0] == "channel"_L1 && words[1] != "revoke"_L1)
        changeChannel(service, context, words[1], request, answer);
    else if (words[0] == "token"_L1 && words[1] != "remove"_L1)
        changeToken(service, context, words[1], request, answer);
    else
        return false;
    return true;
}

} // namespace app
