// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/doctor_service.h"

#include <QJsonArray>
#include <QJsonObject>

// The doctor's findings as admin API and sub-commands show them. Thread-safe.
namespace relay::api {

QJsonObject findingJson(const Finding &finding);
QJsonArray findingsJson(const std::vector<Finding> &findings);

} // namespace relay::api
