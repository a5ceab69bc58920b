// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

namespace app {

// The sub-commands `config` and `preset`. On gui.

// False: another command. Else `answer` is called once.
bool runSettingsCommand(relay::api::SettingsService &settings, QObject *context, const QJsonObject &request,
                        const ControlCommands::Answer &answer);

// What a person reads of the answer's data.
QString settingsReport(const QString &command, const QJsonValue &data);
QString editLines(const QJsonValue &edits); // "  NAME: from -> to" of each

} // namespace app
