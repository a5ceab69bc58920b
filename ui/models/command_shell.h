// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ui::models {

// Whose grammar the lines have that people paste into a terminal.
enum class CommandShell { Posix, PowerShell };

} // namespace ui::models
