// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

class QLabel;

// The colours of the house by what they are for. Pure. Reentrant.
namespace ui::widgets {

enum class Ink {
    Win,
    Side,
    Card,
    Sunken,
    Line,
    Border,
    Field, // the edge of what can be typed into
    Text,
    Text2,
    Disabled,
    Accent, // a fill, with white on it
    Link,   // and the ring of what has the focus
    Selected,
    Ok,
    OkSoft,
    Warn,
    WarnSoft,
    Error,
    ErrorSoft,
    Neutral,
    NeutralSoft,
    P50,
    P95,
    P99,
    Ttft,
    Overhead,
    Requests,
    Errors,
    Grid,
    Mark
};

bool isDark(const QPalette &palette);

// As the palette is: light, dark, or the system's own where that is one of high contrast.
QColor colour(Ink ink, const QPalette &palette);

QPalette housePalette(bool dark);

// Of Text, Text2, Disabled, Link, Ok, Warn, Error; follows a change of the palette.
void setInk(QLabel *label, Ink ink);

// `over` lies on `under` with this share, 0 to 1.
QColor mixed(const QColor &under, const QColor &over, double share);

} // namespace ui::widgets
