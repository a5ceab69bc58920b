// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

// What watches over the latest change of settings: guard, guard keep. Reentrant.
namespace app {

// False: another command.
bool runGuardCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                     const ControlCommands::Answer &answer);
QString guardReport(const QString &command, const QJsonValue &data);

} // namespace app
