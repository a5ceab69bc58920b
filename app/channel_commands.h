// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control_commands.h"

namespace app {

// What the sub-command `channel` tells of providers. On gui.

// False: another command. Else `answer` is called once.
bool runChannelCommand(relay::api::RelayService &service, QObject *context, const QJsonObject &request,
                       const ControlCommands::Answer &answer);

// Type and address of the provider that a `channel.add` names, where it does not say them itself.
relay::Result<QJsonObject> withProvider(QJsonObject request,
                                        const std::vector<relay::api::ProviderPreset> &providers);

// What a person reads of the answer's data.
QString channelReport(const QString &command, const QJsonValue &data);

} // namespace app
