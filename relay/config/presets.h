// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/config/setting_change.h"
#include "relay/config/setting_spec.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace relay::config {

enum class PresetKind {
    Tuning,
    Rollback, // the guard leaves it alone
    Remedy,   // against one trouble
};

struct PresetValue
{
    std::string_view name;
    std::string_view value;
};

// A named set of setting values: a row of the one table in presets.cpp. Settings that it does not name are
// left alone.
struct Preset
{
    std::string_view name;
    PresetKind kind = PresetKind::Tuning;
    bool startsFromDefaults = false; // first every Phase A to C setting but PPROF_PORT to its default
    bool checkpointTruncate = false; // a checkpoint TRUNCATE goes with it
    std::span<const PresetValue> values;
    std::string_view chineseName;
    std::string_view english; // what it is for
    std::string_view chinese;
};

struct PresetDifference
{
    std::string name;
    std::string from;
    std::string to;
    bool locked = false; // applying skips it

    friend bool operator==(const PresetDifference &, const PresetDifference &) = default;
};

// In the order in which they are shown. Thread-safe.
std::span<const Preset> presets();

// By name, whatever its case; NotFound names the nearest. Thread-safe.
Result<const Preset *> findPreset(std::string_view name);

// All that it sets, each name once; for changedSettings() with LockedSettings::Skip.
std::vector<SettingAssignment> assignmentsOf(const Preset &preset);

// Only what differs from what is set.
std::vector<PresetDifference> differenceOf(const Preset &preset, const LoadedSettings &settings);

} // namespace relay::config
