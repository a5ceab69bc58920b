// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/relay_state.h"

#include <QIcon>

namespace ui::shell {

// The icon in the tray: its shape says the state. `dark`: for a dark panel. Lives on gui.
QIcon trayIcon(models::RelayState state, bool dark);

} // namespace ui::shell
