// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QKeyEvent;
class QPushButton;

namespace ui::widgets {

// Return, where no field has a use for it, presses the button that has the keyboard, else the primary one, as
// in a dialog. False: it is another key. Lives on gui.
bool pressedByReturn(const QKeyEvent &event, QPushButton &primary);

} // namespace ui::widgets
