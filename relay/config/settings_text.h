// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/config/setting_spec.h"

#include <string>

namespace relay::config {

std::string_view groupTitle(SettingGroup group, Language language);
std::string_view takesEffectText(TakesEffect takesEffect, Language language);

// All settings, grouped and aligned, for --help. Thread-safe.
std::string helpText(Language language = Language::English);

// The table in README.md: a row a setting, below the names of the groups.
std::string markdownTable();

// A .env file that sets nothing: every setting with its default behind a #. resources/env.template is this.
std::string envTemplate();

} // namespace relay::config
