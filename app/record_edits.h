// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

namespace app {

// The sub-commands that change or remove a channel or a token that is there: edit, on, off, and remove or
// revoke. Of an edit what is not named stays. On gui.

// False: another command. Else `answer` is called once.
bool runRecordEdit(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                   const ControlCommands::Answer &answer);

} // namespace app
