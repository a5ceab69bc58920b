// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace app {

// `trayrelay bench`: asks the running relay again and again, or compares two ways of setting one up, in
// processes and folders of its own. The exit code. For a process that does nothing else.
int runBench(const CommandLine &commandLine, const QString &dataDir);

} // namespace app
