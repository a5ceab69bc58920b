// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace app {

// trayrelay service install|remove|status: the relay as a service of this user, run by systemd without a
// display. Returns the exit code; an application object must exist. Waits. Lives on gui.
int runServiceCommand(const CommandLine &commandLine, const QString &dataDir);

} // namespace app
