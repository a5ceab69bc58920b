// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace app {

// trayrelay menu install|remove: the program in the desktop's menu of this user. Returns the exit code.
int runMenuCommand(const CommandLine &commandLine);

} // namespace app
