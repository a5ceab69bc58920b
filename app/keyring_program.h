// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/platform/keyring.h"

#include <memory>

namespace app {

// The keyring of the user who runs this, behind the program that comes with this one, or the one that
// TRAYRELAY_KEYRING_PROGRAM names (relay/platform/child_keyring.h says what it has to do). Reentrant.
std::shared_ptr<relay::platform::Keyring> systemKeyring();

} // namespace app
