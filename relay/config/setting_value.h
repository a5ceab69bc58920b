// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/config/setting_spec.h"

#include <string>
#include <string_view>

namespace relay::config {

// The one spelling of a value (true, WAL, 3000, no blanks around), or an Error whose message says what is
// allowed; it never repeats the value, which may be a secret. Thread-safe.
Result<std::string> checkedValue(const SettingSpec &spec, std::string_view value);

// For people: "a whole number from 0 to 65535", "one of WAL, DELETE".
Phrase allowed(const SettingSpec &spec);
std::string allowedText(const SettingSpec &spec); // in English

// How a value may be shown: secrets and passwords inside URLs are masked.
std::string shownValue(const SettingSpec &spec, std::string_view value);

} // namespace relay::config
