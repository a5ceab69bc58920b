// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"
#include "relay/config/setting_change.h"
#include "relay/config/setting_spec.h"
#include "relay/config/setting_value.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::service {

// A value as people may see it: no secret. Thread-safe.
inline std::string shownValue(std::string_view name, std::string_view value)
{
    const std::optional<std::size_t> index = config::findSetting(name);
    return index ? config::shownValue(config::settingsTable()[*index], value) : std::string(value);
}

inline api::SettingKind kindOf(const config::SettingSpec &spec)
{
    switch (spec.type) {
    case config::SettingType::Bool:
        return api::SettingKind::Switch;
    case config::SettingType::Choice:
        return api::SettingKind::Choice;
    case config::SettingType::Integer:
        return api::SettingKind::Integer;
    case config::SettingType::Decimal:
        return api::SettingKind::Decimal;
    case config::SettingType::Secret:
        return api::SettingKind::Secret;
    default:
        return api::SettingKind::Text;
    }
}

inline std::vector<std::string> choicesOf(const config::SettingSpec &spec)
{
    std::vector<std::string> words;
    if (spec.type != config::SettingType::Choice)
        return words; // of others it is what they are made of
    std::string_view rest = spec.choices;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        words.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return words;
}

inline api::SettingEdit editOf(const config::SettingChange &change, bool locked = false)
{
    return {change.name, shownValue(change.name, change.from), shownValue(change.name, change.to), locked};
}

} // namespace relay::service
