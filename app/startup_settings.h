// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "relay/config/settings_loader.h"

namespace app {

QString dataDirectory(const CommandLine &commandLine);
// "trayrelay", and another for each other data directory: names what there is once for each.
QString instanceName(const QString &dataDir);

// Default, .env, environment and command line, in this order. Reads one file. Reentrant.
relay::config::LoadedSettings startupSettings(const CommandLine &commandLine, const QString &dataDir);

} // namespace app
