// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"

#include <QString>

// How the relay is in one word, for the tray and the window alike. Reentrant.
namespace ui::models {

enum class RelayState { Running, Attention, Error, Paused };

RelayState relayState(const relay::api::StatusSnapshot &status);
QString relayStateWord(RelayState state);

} // namespace ui::models
