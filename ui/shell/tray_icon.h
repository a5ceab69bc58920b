// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace ui::shell {

enum class TrayState { Running, Attention, Error, Paused };

// The icon in the tray: its shape says the state. `dark`: for a dark panel. Lives on gui.
QIcon trayIcon(TrayState state, bool dark);

} // namespace ui::shell
