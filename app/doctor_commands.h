// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

#include <string>

namespace app {

// The sub-command `doctor`. On gui.

// False: another command. Else `answer` is called once; a report comes in it as base64.
bool runDoctorCommand(relay::api::DoctorService &doctor, QObject *context, const QJsonObject &request,
                      const ControlCommands::Answer &answer);
// Where the command was typed: writes the report to the file that was named, and says so in its place.
QJsonObject withReportWritten(const QJsonObject &request, QJsonObject answer);

bool anyTrouble(const QJsonValue &data);
QString doctorReport(const QJsonValue &data);

} // namespace app
