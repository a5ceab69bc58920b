// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

namespace app {

// The sub-commands `alert`, `event` and `metrics`: what only a running relay can tell. On gui.

// False: another command. Else `answer` is called once.
bool runWatchCommand(relay::api::RelayService &service, const QJsonObject &request,
                     const ControlCommands::Answer &answer);

// What a person reads of the answer's data.
QString watchReport(const QString &command, const QJsonValue &data);

} // namespace app
