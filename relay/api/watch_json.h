// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/watch_service.h"

#include <QJsonObject>

// Alerts and events as the admin API and the sub-commands show them. Thread-safe.
namespace relay::api {

QJsonObject alertJson(const AlertRow &alert);
QJsonObject eventJson(const Event &event);
QJsonObject guardJson(const GuardSnapshot &guard);

} // namespace relay::api
