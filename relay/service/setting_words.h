// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"
#include "relay/config/setting_change.h"
#include "relay/config/setting_spec.h"
#include "relay/config/setting_value.h"

#include <optional>
#include <string>
#include <string_view>

namespace relay::service {

// A value as people may see it: no secret. Thread-safe.
inline std::string shownValue(std::string_view name, std::string_view value)
{
    const std::optional<std::size_t> index = config::findSetting(name);
    return index ? config::shownValue(config::settingsTable()[*index], value) : std::string(value);
}

inline api::SettingEdit editOf(const config::SettingChange &change, bool locked = false)
{
    return {change.name, shownValue(change.name, change.from), shownValue(change.name, change.to), locked};
}

} // namespace relay::service
