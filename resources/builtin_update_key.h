// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace relay::resources {

// The text of resources/update_key.pem, or of the file that took its place when the program was built.
// Thread-safe.
std::string_view builtinUpdateKey();

} // namespace relay::resources
