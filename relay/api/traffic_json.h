// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/traffic_service.h"

#include <QJsonObject>

// Traffic as the admin API and the sub-commands show it. Thread-safe.
namespace relay::api {

QJsonObject knockJson(const Knock &knock);
QJsonObject channelHealthJson(const ChannelHealth &health);
QJsonObject routeJson(const Route &route);

} // namespace relay::api
