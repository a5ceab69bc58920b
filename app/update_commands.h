// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

namespace app {

// The sub-command `update`. On gui.

// False: another command. Else `answer` is called once.
bool runUpdateCommand(relay::api::UpdateService &updates, QObject *context, const QJsonObject &request,
                      const ControlCommands::Answer &answer);

// What a person reads of the answer's data.
QString updateReport(const QJsonValue &data);

} // namespace app
