// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"

#include <string>
#include <string_view>

// Usage rows as CSV (RFC 4180), for spreadsheets: what would be taken for a formula there is led by an
// apostrophe. Thread-safe.
namespace relay::api {

std::string_view usageCsvHeader();
void appendUsageCsv(std::string &csv, const UsageRow &row);

} // namespace relay::api
