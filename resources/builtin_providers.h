// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace relay::resources {

// The text of resources/providers.json as it was when the program was built. Thread-safe.
std::string_view builtinProviders();

} // namespace relay::resources
