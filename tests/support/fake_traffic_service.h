// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/traffic_service.h"

#include <QMetaObject>

#include <string>
#include <utility>
#include <vector>

namespace tests {

// Traffic that is set by hand; replies come in a later turn. Lives on its thread.
class FakeTrafficService final : public relay::api::TrafficService
{
public:
    bool isPaused = false;
    std::optional<relay::api::Knock> knock;
    std::vector<relay::api::ChannelHealth> health;
    relay::api::Route routeNow;
    relay::Result<bool> listening = true;
    int restarts = 0;
    relay::Result<void> restarting;              // what is answered to that
    std::pair<std::string, std::uint16_t> tried; // the last address and port

    void setPaused(bool paused) override { isPaused = paused; }
    bool paused() const override { return isPaused; }
    std::optional<relay::api::Knock> lastKnock() const override { return knock; }
    void channelHealth(QObject *context,
                       relay::api::Reply<std::vector<relay::api::ChannelHealth>> reply) override
    {
        later(context, std::move(reply), relay::Result<std::vector<relay::api::ChannelHealth>>(health));
    }
    void route(std::string model, QObject *context, relay::api::Reply<relay::api::Route> reply) override
    {
        relay::api::Route told = routeNow;
        told.model = std::move(model);
        later(context, std::move(reply), relay::Result<relay::api::Route>(std::move(told)));
    }
    void tryListen(std::string address, std::uint16_t port, QObject *context,
                   relay::api::Reply<bool> reply) override
    {
        tried = {std::move(address), port};
        later(context, std::move(reply), listening);
    }
    relay::Result<void> restart() override
    {
        ++restarts;
        return restarting;
    }

private:
    template <typename T>
    static void later(QObject *context, relay::api::Reply<T> reply, relay::Result<T> value)
    {
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), value = std::move(value)] { reply(value); },
            Qt::QueuedConnection);
    }
};

} // namespace tests
