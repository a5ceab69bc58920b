// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

namespace app {

// The sub-commands `spend` and `import`. On gui.

// False: another command. Else `answer` is called once.
bool runLedgerCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                      const ControlCommands::Answer &answer);

// What a person reads of the answer's data.
QString ledgerReport(const QString &command, const QJsonValue &data);

} // namespace app
