// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace relay::config {

// A name and the value that a reader shall get.
using EnvAssignment = std::pair<std::string, std::string>;

// The text of a .env file after the assignments, one after the other. The line that counts (of several with
// the name the last) gets the new value in its place: its blanks, `export`, kind of quotes where they can
// hold the value, comment and line end stay. A name without a line gets one below the last `#NAME=`, else at
// the end. All other bytes stay. What EnvFile::parse() reads from the result is the new value. Pure.
// Reentrant. BadRequest: a name or value that no line can hold. Storage: UTF-16.
Result<std::string> withAssignments(std::string_view content, std::span<const EnvAssignment> assignments);

} // namespace relay::config
