// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"

class QLabel;
class QString;

// Text in a size and a colour of the house. It is never mark-up: names, keys and what an upstream said are
// not ours. Lives on gui.
namespace ui::widgets {

QLabel *newLabel(const QString &text, TextRole role = TextRole::Body, Ink ink = Ink::Text);
QLabel *newParagraph(const QString &text, TextRole role = TextRole::Body, Ink ink = Ink::Text); // wraps

} // namespace ui::widgets
