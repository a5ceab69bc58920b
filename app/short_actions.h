// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

// What the program does instead of starting: it says something, or asks the instance that runs.
// Each returns the exit code. An application object must exist, but for help and version. Lives on gui.
namespace app {

int printHelp();
int printVersion();
int quitRunning(const QString &dataDir);
int runSubCommand(const CommandLine &commandLine, const QString &dataDir);

} // namespace app
