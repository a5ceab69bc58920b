// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

namespace app {

// The sub-command `log`: the ledger with the admin API's filters. On gui.

// False: another command. Else `answer` is called once; an export comes page by page.
bool runLogCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                   const ControlCommands::Answer &answer);

// Where the command was typed: writes an export's first page and all others, for which it asks, to the file
// that was named (-: standard output), and says so in its place.
QJsonObject withExportWritten(const QJsonObject &request, const QJsonObject &firstPage,
                              const std::function<QJsonObject(const QJsonObject &)> &ask);

// What a person reads of the answer's data.
QString logReport(const QString &command, const QJsonValue &data);

} // namespace app
