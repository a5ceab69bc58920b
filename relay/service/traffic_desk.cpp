// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/traffic_desk.h"

namespace relay::service {

using namespace Qt::StringLiterals;

namespace {

Error notThere()
{
    return {ErrorKind::Unavailable, u"not there yet"_s};
}

} // namespace

void TrafficDesk::setPaused(bool) {}

bool TrafficDesk::paused() const
{
    return false;
}

std::optional<api::Knock> TrafficDesk::lastKnock() const
{
    return std::nullopt;
}

void TrafficDesk::channelHealth(QObject *context, api::Reply<std::vector<api::ChannelHealth>> reply)
{
    QMetaObject::invokeMethod(
        context, [reply = std::move(reply)] { reply(notThere()); }, Qt::QueuedConnection);
}

void TrafficDesk::route(std::string, QObject *context, api::Reply<api::Route> reply)
{
    QMetaObject::invokeMethod(
        context, [reply = std::move(reply)] { reply(notThere()); }, Qt::QueuedConnection);
}

void TrafficDesk::tryListen(std::string, std::uint16_t, QObject *context, api::Reply<bool> reply)
{
    QMetaObject::invokeMethod(
        context, [reply = std::move(reply)] { reply(notThere()); }, Qt::QueuedConnection);
}

Result<void> TrafficDesk::restart()
{
    return notThere();
}

} // namespace relay::service
