// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/api/watch_service.h"
#include "relay/metrics/relay_metrics.h"

#include <string>
#include <vector>

namespace relay::metrics {

// The body of GET /metrics; its type is kExpositionType. Counters and sums are since start, the quantiles
// are the last minute's (NaN while it was silent, absent while metrics are off). Reentrant.
// Format: Prometheus text exposition, version 0.0.4.
std::string exposition(const api::MetricsSnapshot &snapshot, const LifetimeFigures &lifetime,
                       const std::vector<api::AlertRow> &alerts = {});

constexpr std::string_view kExpositionType = "text/plain; version=0.0.4; charset=utf-8";

} // namespace relay::metrics
