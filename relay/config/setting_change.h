// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/config/settings_loader.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace relay::config {

using SettingAssignment = std::pair<std::string, std::string>; // name, value

// Values as checkedValue() spells them. They may be secrets: shownValue() before anybody sees them.
struct SettingChange
{
    std::string name;
    std::string from;
    std::string to;

    friend bool operator==(const SettingChange &, const SettingChange &) = default;
};

struct ChangedSettings
{
    LoadedSettings settings;            // what changed has the source User
    std::vector<SettingChange> changes; // only what is different now, in the order of the assignments
    std::vector<SettingChange> skipped; // what would have changed, were it not locked
};

enum class LockedSettings { Refuse, Skip };

// All or nothing. NotFound: no such setting (the message names the nearest). Conflict: the environment or the
// command line sets it (the message says which). BadRequest: a wrong value (the message says what is
// allowed), or a name twice. A value as shownValue() masks the present one means: unchanged. A RELAY_PROXY
// that the file has wrong is mended by any value, none included. Pure. Reentrant.
Result<ChangedSettings> changedSettings(const LoadedSettings &before,
                                        std::span<const SettingAssignment> assignments,
                                        LockedSettings locked = LockedSettings::Refuse);

// What is different, in the table's order: for a file that was edited by hand.
std::vector<SettingChange> changesBetween(const LoadedSettings &before, const LoadedSettings &after);

// What to write so that the changes stay.
std::vector<SettingAssignment> assignmentsOf(std::span<const SettingChange> changes);

} // namespace relay::config
