// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"
#include "relay/api/snapshots.h"
#include "ui/widgets/chart_content.h"

#include <vector>

// Response time, the relay's share of it, and requests over time, out of the relay's history. Reentrant.
namespace ui::pages {

struct TrafficChartInput
{
    relay::api::HistorySpan span = relay::api::HistorySpan::FiveMinutes;
    relay::api::MetricsHistory history;
    relay::api::WindowFigures minute;
    std::vector<relay::api::SettingsHistoryRow> changes;
    std::vector<relay::api::SettingRow> settings; // for their units; may be empty
    std::vector<relay::api::PresetRow> presets;   // for their names; may be empty
    std::int64_t nowMs = 0;
};

widgets::ChartContent trafficChart(const TrafficChartInput &input);

// Of one entry of the settings' history: "Batch usage rows: off -> on", and by whom.
QString changeTitle(const relay::api::SettingsHistoryRow &entry,
                    const std::vector<relay::api::SettingRow> &settings);
QString changeCause(const relay::api::SettingsHistoryRow &entry,
                    const std::vector<relay::api::PresetRow> &presets);

// With fewer requests percentiles say nothing.
inline constexpr std::uint64_t kFewestRequests = 5;

} // namespace ui::pages
