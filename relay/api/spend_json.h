// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/spend_service.h"

#include <QJsonArray>

// Sums of the ledger, as the admin API and the sub-commands show them. Thread-safe.
namespace relay::api {

// With the fields of `by`, and the sums.
QJsonArray spendJson(const std::vector<SpendRow> &rows, const std::vector<SpendBy> &by);

} // namespace relay::api
