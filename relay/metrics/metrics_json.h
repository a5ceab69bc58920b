// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"

#include <string>

namespace relay::metrics {

// The `data` object of GET /api/metrics/: the since-reset window in the contract's words, and beside it all
// other windows and figures with times as numbers in microseconds. Reentrant.
std::string metricsJson(const api::MetricsSnapshot &snapshot);

// The `data` object of GET /api/metrics/history. Reentrant.
std::string historyJson(const api::MetricsHistory &history);

// 145ms, and below 10 ms two decimals: 0.42ms. Reentrant.
std::string durationText(double microseconds);

} // namespace relay::metrics
