// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyleOption>

class QPainter;
class QWidget;

// How the controls of the house are painted, and how large they are. All colours come from the option's
// palette. Lives on gui.
namespace ui::widgets {

constexpr int kControlHeight = 32;
constexpr int kRowControlHeight = 28;
constexpr int kArrowSpace = 26;   // at the end of a box that opens, at 13 px of text
constexpr int kCellPadding = 8;   // of a table
constexpr int kOuterPadding = 16; // the same at the table's edges, as in a card
constexpr double kHover = 0.06;   // of the text, over what the mouse is on

enum class PushKind { Secondary, Primary, Danger, Link, Icon, Chip };

PushKind pushKindOf(const QWidget *widget); // its property "kind"
bool isInRow(const QWidget *widget);        // its property "inRow"

void paintField(QPainter *painter, const QStyleOption &option, const QRect &rect, const QWidget *widget);
void paintPush(QPainter *painter, const QStyleOptionButton &button, const QWidget *widget);
QSize pushSize(const QStyleOptionButton &button, const QWidget *widget);
void paintCombo(QPainter *painter, const QStyleOptionComboBox &combo, const QWidget *widget);
void paintSpin(QPainter *painter, const QStyleOptionSpinBox &spin, const QRect &up, const QRect &down,
               const QWidget *widget);
void paintScrollBar(QPainter *painter, const QStyleOptionSlider &bar, const QRect &slider);
void paintMenuItem(QPainter *painter, const QStyleOptionMenuItem &item);
void paintHeader(QPainter *painter, const QStyleOption &header);
void paintCheck(QPainter *painter, const QStyleOption &option, bool round);

} // namespace ui::widgets
