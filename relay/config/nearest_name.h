// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace relay::config {

// The one of `names` that `name` most resembles, whatever the case; empty if none does. For "did you mean".
// Thread-safe.
std::string_view nearestName(std::string_view name, std::span<const std::string_view> names);

} // namespace relay::config
