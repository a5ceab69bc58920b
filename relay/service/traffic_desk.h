// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/traffic_service.h"

namespace relay::service {

// What flows and who answers. Thread-safe.
class TrafficDesk final : public api::TrafficService
{
public:
    void setPaused(bool paused) override;
    bool paused() const override;
    std::optional<api::Knock> lastKnock() const override;
    void channelHealth(QObject *context, api::Reply<std::vector<api::ChannelHealth>> reply) override;
    void route(std::string model, QObject *context, api::Reply<api::Route> reply) override;
    void tryListen(std::string address, std::uint16_t port, QObject *context,
                   api::Reply<bool> reply) override;
    Result<void> restart() override;
};

} // namespace relay::service
