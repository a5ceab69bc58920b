// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "relay/config/settings_loader.h"

namespace app {

QString dataDirectory(const CommandLine &commandLine);

// Default, .env, environment and command line, in this order. Reads one file. Reentrant.
relay::config::LoadedSettings startupSettings(const CommandLine &commandLine, const QString &dataDir);

} // namespace app
