// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"

#include <QString>

#include <optional>
#include <string_view>
#include <vector>

// Settings as people speak of them. What the relay's table says itself (text, group, unit) comes from there;
// a setting that is not known here goes by its .env name. Reentrant.
namespace ui::models {

enum class SettingSection { Sqlite, UpstreamHttp, Writes, Observe, Guard, Relay, Network, Security };

SettingSection sectionOf(const relay::api::SettingRow &row);
QString sectionTitle(SettingSection section);

QString titleOf(std::string_view name);        // Journal mode
QString englishTitleOf(std::string_view name); // whatever the language: for searching

struct SettingRisk
{
    bool safe = true;
    QString text;
};
std::optional<SettingRisk> riskOf(std::string_view name);

QString textOf(const relay::api::SettingRow &row);               // what it does, a sentence
QString unitOf(const relay::api::SettingRow &row, double value); // empty: none
QString takesEffectText(const relay::api::SettingRow &row);
QString lockText(const relay::api::SettingRow &row); // empty: it is not locked

// A value without knowing its setting: on, off, none, or as it is.
QString valueWord(std::string_view value);
// With its unit, numbers in the system's format.
QString valueText(const relay::api::SettingRow &row, std::string_view value);
QString valueText(const std::vector<relay::api::SettingRow> &rows, std::string_view name,
                  std::string_view value); // by its name; where that is unknown as a word

bool isChanged(const relay::api::SettingRow &row);
bool engineDiffers(const relay::api::SettingRow &row); // says something else; false: it says nothing
QString envLine(const relay::api::SettingRow &row);
bool matches(const relay::api::SettingRow &row, const QString &words); // all of them, in either language

// What a measurement of it compares: before, after. None: there is nothing to compare with.
std::optional<std::pair<std::string, std::string>> comparisonFor(const relay::api::SettingRow &row);

} // namespace ui::models
