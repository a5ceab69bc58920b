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
    QString title; // Batch usage rows: on
    QString fact;  // 14:02 · you
    QString whole; // every change, for a tool tip
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

// The latest change that the guard has watched to its end and left standing.
struct KnownGood
{
    std::int64_t entry = 0;
    std::int64_t atMs = 0; // when it had been watched
    bool isNow = false;    // nothing was changed since
};

std::optional<KnownGood> knownGood(const std::vector<relay::api::SettingsHistoryRow> &history,
                                   std::int64_t guardSeconds, std::int64_t nowMs);

} // namespace ui::models
