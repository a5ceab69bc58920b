// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "ui/shell/shell.h"

#include <memory>

namespace app {

// Loads the window and tray module, which alone needs Qt Widgets and the display's libraries, and makes its
// shell. The shell holds the QApplication. The error says what to do without it. Lives on gui.
relay::Result<std::unique_ptr<ui::shell::Shell>> loadShell(int &argc, char **argv);

} // namespace app
