// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/update_service.h"

#include <QJsonObject>

#include <string_view>

// What is known of newer versions, as admin API and sub-commands show it. Thread-safe.
namespace relay::api {

std::string_view updateVerdictName(UpdateVerdict verdict); // unknown, current, newer
QJsonObject updateJson(const UpdateStatus &status);

} // namespace relay::api
