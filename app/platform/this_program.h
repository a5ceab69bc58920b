// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace app::platform {

// The file that the user has, not the place where it is mounted while it runs: what entries of the desktop
// and services name. Reentrant.
QString thisProgram();
bool runsFromImage(); // of an AppImage

} // namespace app::platform
