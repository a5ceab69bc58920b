// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/config/settings.h"

#include <QString>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relay::config {

// Whose wrong value is not passed over: see LoadedSettings::proxyRefusedIn.
constexpr std::string_view kProxySetting = "RELAY_PROXY";

enum class SettingSource { Default, File, Environment, CommandLine, User };

std::string_view sourceName(SettingSource source); // default, file, environment, commandline, user

// The value of an environment variable; none if it is not set.
using EnvironmentLookup = std::function<std::optional<std::string>(std::string_view name)>;

EnvironmentLookup processEnvironment();

struct SettingsRequest
{
    QString envFile;               // empty: none
    bool envFileRequired = false;  // the user named it: its absence is worth a warning
    EnvironmentLookup environment; // empty: none
    std::vector<std::pair<std::string, std::string>> commandLine; // setting names and values
};

// What is set and by whom. A value.
struct LoadedSettings
{
    SettingTexts texts;                 // in the table's order
    std::vector<SettingSource> sources; // likewise
    std::vector<std::string> warnings;  // for people; no secret in them
    // RELAY_PROXY was wrong there: no upstream is called until it is mended or taken away.
    std::optional<SettingSource> proxyRefusedIn;
    std::string envHash; // what writeEnvFile() wants to know; empty: there was no file
    Settings values;

    // Environment and command line stand above all edits.
    bool locked(std::size_t index) const
    {
        return sources[index] == SettingSource::Environment || sources[index] == SettingSource::CommandLine;
    }
};

// The values of the texts; after a change of them. Reentrant.
void computeValues(LoadedSettings &settings);

// Built-in defaults, then the .env file, then the environment, then the command line. A value that is wrong
// is named in `warnings` and the layer below stands: loading never fails. Reads one file. Reentrant.
LoadedSettings loadSettings(const SettingsRequest &request);

} // namespace relay::config
