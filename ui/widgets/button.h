// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/glyph.h"

#include <QPushButton>

#include <optional>

// Buttons of the house, to be given to a layout. Lives on gui.
namespace ui::widgets {

enum class ButtonKind {
    Primary, // one per view
    Secondary,
    Danger, // loses something: its words are red
    Link,
    Chip, // small, in a row of its like
};

QPushButton *newButton(ButtonKind kind, const QString &text, std::optional<Glyph> glyph = std::nullopt);
// Without words: what it does is its accessible name and its tool tip.
QPushButton *newIconButton(Glyph glyph, const QString &does, bool bare = true);
void setGlyph(QPushButton *button, Glyph glyph);
void setInRow(QWidget *control); // 28 high, in a table or a list of settings

} // namespace ui::widgets
