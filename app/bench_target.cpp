// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_target.h"

#include "app/single_instance.h"

#include <QJsonArray>
#include <QUrl>

#include <chrono>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;

constexpr std::chrono::seconds kPatience{10};
const QString kDemoModel = u"demo-echo"_s;

Result<QJsonValue> asked(const QString &dataDir, const QJsonObject &request)
{
    const Result<QJsonObject> answer = SingleInstance::ask(dataDir, request, kPatience);
    if (!answer && answer.error().kind == ErrorKind::NotFound)
        return Error{ErrorKind::Unavailable,
                     u"the relay with the data directory "_s % dataDir % u" has ended meanwhile"_s};
    if (!answer)
        return answer.error();
    const QJsonObject failure = (*answer)[u"error"_s].toObject();
    if (!failure.isEmpty())
        return Error{ErrorKind::Unavailable, failure[u"message"_s].toString()};
    return (*answer)[u"data"_s];
}

// The one named default, else the first that may use every model and has no end of quota.
Result<std::string> clientKey(const QString &dataDir)
{
    const Result<QJsonValue> tokens = asked(dataDir, {{u"command"_s, u"token.list"_s}});
    if (!tokens)
        return tokens.error();
    QString name;
    for (const QJsonValue token : tokens->toArray()) {
        const bool fit = token[u"status"_s].toInt() == 1 && token[u"unlimited_quota"_s].toBool() &&
                         token[u"models"_s].toArray().isEmpty();
        const QString given = token[u"name"_s].toString();
        if (fit && (name.isEmpty() || given == "default"_L1))
            name = given;
    }
    if (name.isEmpty())
        return Error{ErrorKind::Unavailable,
                     u"bench needs a client token without a quota or a list of models: trayrelay token add "
                     "bench makes one"_s};
    const Result<QJsonValue> token = asked(dataDir, {{u"command"_s, u"token.show"_s}, {u"name"_s, name}});
    if (!token)
        return token.error();
    return (*token)[u"key"_s].toString().toStdString();
}

// A channel that was named is pinned by the key; its first model is taken where none was named.
Result<void> choose(const BenchPlan &plan, const QString &dataDir, BenchTarget &target)
{
    target.model = plan.model.isEmpty() ? kDemoModel : plan.model;
    target.demo = plan.channel.isEmpty() && target.model == kDemoModel;
    if (plan.channel.isEmpty())
        return {};
    const Result<QJsonValue> channels = asked(dataDir, {{u"command"_s, u"channel.list"_s}});
    if (!channels)
        return channels.error();
    for (const QJsonValue channel : channels->toArray()) {
        if (channel[u"name"_s].toString() != plan.channel)
            continue;
        if (plan.model.isEmpty())
            target.model = channel[u"models"_s][0].toString();
        if (target.model.isEmpty())
            return Error{ErrorKind::BadRequest,
                         u"channel "_s % plan.channel % u" lists no model: --model M"_s};
        target.demo = channel[u"type"_s].toString() == "demo"_L1;
        target.key += '-' + std::to_string(channel[u"id"_s].toInteger());
        return {};
    }
    return Error{ErrorKind::NotFound, u"there is no channel named \""_s % plan.channel %
                                          u"\"; trayrelay channel list shows them"_s};
}

} // namespace

bool relayRuns(const QString &dataDir)
{
    const Result<QJsonObject> answer = SingleInstance::ask(dataDir, {{u"command"_s, u"status"_s}}, kPatience);
    return answer || answer.error().kind != ErrorKind::NotFound;
}

Result<BenchTarget> findBenchTarget(const BenchPlan &plan, const QString &dataDir)
{
    const Result<QJsonValue> status = asked(dataDir, {{u"command"_s, u"status"_s}});
    if (!status)
        return status.error();
    BenchTarget target;
    target.address = (*status)[u"base_url"_s].toString();
    const QUrl url(target.address);
    target.host = url.host().toStdString();
    target.port = std::uint16_t(url.port(0));
    target.basePath = url.path().toStdString();
    target.demoPort = std::uint16_t((*status)[u"demo_port"_s].toInt());
    target.instanceId = (*status)[u"instance_id"_s].toString().toStdString();
    const Result<std::string> key = clientKey(dataDir);
    if (!key)
        return key.error();
    target.key = *key;
    if (const Result<void> chosen = choose(plan, dataDir, target); !chosen)
        return chosen.error();
    return target;
}

} // namespace app
