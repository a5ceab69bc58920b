// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"

#include <QJsonObject>

// The contract's log row, and the sums of the ledger. Thread-safe.
namespace relay::admin {

QJsonObject usageRowJson(const api::UsageRow &row); // what a provider did not report is null
QJsonObject usageStatJson(const api::UsageStat &stat);

} // namespace relay::admin
