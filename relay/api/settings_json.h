// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"

#include <QJsonArray>
#include <QJsonObject>

// The contract's objects of settings and presets, for the admin API and sub-commands alike. Thread-safe.
namespace relay::api {

QJsonObject settingJson(const SettingRow &row);
QJsonArray editsJson(const std::vector<SettingEdit> &edits); // from, to, and locked where it is
QJsonObject historyJson(const SettingsHistoryRow &row);
QJsonObject fileEditJson(const SettingsFileEdit &edit);
QJsonObject outcomeJson(const SettingsOutcome &outcome);
QJsonObject presetJson(const PresetRow &row);

} // namespace relay::api
