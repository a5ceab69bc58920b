// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace relay::profiling {

std::string gzip(std::string_view bytes); // RFC 1952; empty where no memory is left. Thread-safe.

} // namespace relay::profiling
