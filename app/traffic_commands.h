// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

namespace app {

// The sub-commands `pause`, `resume`, `restart` and `traffic`: what only a running relay can do and tell. On
// gui.

// False: another command. Else `answer` is called once; `context` lives as long as answers are wanted.
bool runTrafficCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                       const ControlCommands::Answer &answer);

// What a person reads of the answer's data.
QString trafficReport(const QString &command, const QJsonValue &data);

} // namespace app
