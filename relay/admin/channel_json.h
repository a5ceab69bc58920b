// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/channel.h"

#include <QJsonObject>

// Reads the contract's channel object. Thread-safe.
namespace relay::admin {

// The channel with the fields that the object has; a mask stands for what the channel has. BadRequest names
// the first field that cannot be read; what the values may be is the service's to say.
Result<model::Channel> changedChannel(model::Channel channel, const QJsonObject &fields);

} // namespace relay::admin
