// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace relay::service {

// Of the libraries at work in this process: name, version. Thread-safe.
std::vector<std::pair<std::string, std::string>> libraryVersions();

} // namespace relay::service
