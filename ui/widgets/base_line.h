// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLabel;

namespace ui::widgets {

// Both at the bottom of one row, the smaller text stands on the line of the larger one: Qt's rows align
// edges, not base lines. Lives on gui.
void standOnLineOf(const QLabel &larger, QLabel *smaller);

} // namespace ui::widgets
