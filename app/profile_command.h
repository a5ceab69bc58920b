// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "app/control_commands.h"
#include "relay/api/relay_service.h"

namespace app {

// `trayrelay profile`: what the running instance takes, as files in a folder; once, or on a schedule until it
// is interrupted. The exit code. On gui.
int runProfile(const CommandLine &commandLine, const QString &dataDir);

// The running instance's side: {"command": "profile.take", "kind", "seconds"}. False: another command.
bool runProfileCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                       const ControlCommands::Answer &answer);

} // namespace app
