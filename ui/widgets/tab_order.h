// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QWidget;

// Where Tab goes among widgets that are made late or moved: Qt has them in the order of their making. One
// that hands its focus on to a part of it would be a stop of its own, out of order: there must be none. On
// gui.
namespace ui::widgets {

QList<QWidget *> tabStops(QWidget &whole);     // it and what is in it, in the order in which it was put in
void chainTabs(const QList<QWidget *> &stops); // of one window; the first stays where it is

} // namespace ui::widgets
