// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

// The history of the settings as people read it. Pure. Reentrant.
namespace ui::models {

struct HistoryLine
{
    enum class Kind { Stands, Undone, Guard };

    std::int64_t id = 0; // 0: the beginning
    Kind kind = Kind::Stands;
    QString title;  // Batch usage rows: on
    QString detail; // of what undid one change: 50 → 200; else empty
    QString fact;   // 14:02 · you
    QString whole;  // every change, for a tool tip
    bool canUndo = false;

    bool operator==(const HistoryLine &) const = default;
};

struct HistorySource
{
    const std::vector<relay::api::SettingsHistoryRow> &history; // newest first
    const std::vector<relay::api::SettingRow> &rows;
    const std::vector<relay::api::PresetRow> &presets;
    std::int64_t nowMs = 0;
};

std::vector<HistoryLine> historyLines(const HistorySource &source);
QString historyTime(std::int64_t atMs, std::int64_t nowMs); // 14:02, or 12 Nov

// The latest change after which nothing else was changed for a while, and which the guard did not take back:
// that is all the history tells, whether anybody watched or not.
struct StoodLong
{
    std::int64_t entry = 0;
    std::int64_t sinceMs = 0;
    std::optional<std::int64_t> untilMs; // none: it stands now
};

std::optional<StoodLong> stoodLong(const std::vector<relay::api::SettingsHistoryRow> &history,
                                   std::int64_t seconds, std::int64_t nowMs);

} // namespace ui::models
