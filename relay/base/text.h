// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace relay {

// %41 is an A. What is no escape stays as it is. Thread-safe.
std::string percentDecoded(std::string_view text);

// Whether every '%' begins an escape. Thread-safe.
bool isPercentEncoded(std::string_view text);

bool isUtf8(std::string_view text); // thread-safe

} // namespace relay
