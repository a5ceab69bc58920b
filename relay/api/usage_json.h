// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"

#include <QJsonObject>

// The contract's log row, and the sums of the ledger, as the admin API and the sub-commands show them.
// Thread-safe.
namespace relay::api {

QJsonObject usageRowJson(const UsageRow &row); // what a provider did not report is null
// Rows, and the cursor of the next page: null after the last one.
QJsonObject usagePageJson(const UsagePage &page);
QJsonObject usageStatJson(const UsageStat &stat);

} // namespace relay::api
