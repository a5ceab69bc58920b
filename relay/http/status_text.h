// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace relay::http {

// The reason phrase of RFC 9110 for a status; "Unknown" where it has none. Thread-safe.
std::string_view statusText(int status);

} // namespace relay::http
