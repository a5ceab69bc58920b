// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace relay::config {

enum class SettingType {
    Bool,
    Integer,
    Decimal,
    Choice,  // one word of `choices`
    Address, // an IP address or localhost
    Url,     // scheme among `choices`; may be empty
    Origins, // scheme://host[:port], comma-separated; may be empty
    Path,    // relative to the data directory
    Secret,  // never shown or logged; may be empty
};

enum class SettingGroup { PhaseA, PhaseB, PhaseC, Relay, Network, Security };

enum class TakesEffect { AtOnce, NextConnection, NextVacuum, Restart };

enum class Language { English, Chinese };

// All that is known about one setting. A row of the one table in settings_table.cpp.
struct SettingSpec
{
    std::string_view name;
    SettingType type = SettingType::Bool;
    SettingGroup group = SettingGroup::Relay;
    TakesEffect takesEffect = TakesEffect::AtOnce;
    std::string_view defaultText;
    std::string_view unit;
    std::int64_t min = 0; // of Integer and Decimal, inclusive
    std::int64_t max = 0;
    std::string_view choices; // separated by blanks
    std::string_view english;
    std::string_view chinese;
    bool isPragma = false; // of each connection to the database, or of its file: told by it
};

// In the order in which they are shown: groups together. Thread-safe.
std::span<const SettingSpec> settingsTable();

// Position in the table; names are matched exactly.
std::optional<std::size_t> findSetting(std::string_view name);

// The known name that `name` most resembles, whatever its case; empty if none does.
std::string_view nearestSetting(std::string_view name);

} // namespace relay::config
