// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace ui::widgets {

// The keyboard is at this one, and was used to come here: who clicks sees where. Lives on gui.
bool showsRing(const QWidget &widget);

} // namespace ui::widgets
