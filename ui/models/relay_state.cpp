// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/relay_state.h"

#include <QCoreApplication>

namespace ui::models {

RelayState relayState(const relay::api::StatusSnapshot &status)
{
    return status.paused            ? RelayState::Paused
           : !status.ledgerHealthy  ? RelayState::Error
           : !status.alerts.empty() ? RelayState::Attention
                                    : RelayState::Running;
}

QString relayStateWord(RelayState state)
{
    switch (state) {
    case RelayState::Paused:
        return QCoreApplication::translate("RelayState", "Paused");
    case RelayState::Error:
        return QCoreApplication::translate("RelayState", "In trouble");
    case RelayState::Attention:
        return QCoreApplication::translate("RelayState", "Attention");
    case RelayState::Running:
        break;
    }
    return QCoreApplication::translate("RelayState", "Running");
}

} // namespace ui::models
