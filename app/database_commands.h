// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

namespace app {

// The sub-commands `database`, `checkpoint`, `backup` and `restore`. On gui.

// False: another command. Else `answer` is called once. What is broken is a failure of `database check`, with
// the same data.
bool runDatabaseCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                        const ControlCommands::Answer &answer);

// What a person reads of the answer's data.
QString databaseReport(const QString &command, const QJsonValue &data);

} // namespace app
