// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

// "1.2.3": one to four numbers; those that are not there are 0. Thread-safe.
namespace relay::update {

bool isVersion(std::string_view text); // digits and dots alone
// False as well where one of them is no version.
bool isNewer(std::string_view version, std::string_view than);

} // namespace relay::update
