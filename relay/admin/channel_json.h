// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/channel.h"

#include <QJsonObject>

#include <string_view>

// The contract's channel object. Thread-safe.
namespace relay::admin {

QJsonObject channelJson(const model::Channel &channel); // keys and passwords masked
std::string_view channelTypeName(model::ChannelType type);

// The channel with the fields that the object has. BadRequest names the first wrong one.
Result<model::Channel> changedChannel(model::Channel channel, const QJsonObject &fields);

} // namespace relay::admin
