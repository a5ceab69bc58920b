// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toggle_switch.h"

#include "ui/widgets/focus_ring.h"
#include "ui/widgets/ink.h"

#include <QPainter>

namespace ui::widgets {

namespace {

constexpr int kRingSpace = 3;
constexpr double kKnobGap = 3; // of 18

} // namespace

ToggleSwitch::ToggleSwitch(QWidget *parent)
    : QAbstractButton(parent)
{
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize ToggleSwitch::sizeHint() const
{
    return painted() + QSize(2 * kRingSpace, 2 * kRingSpace);
}

void ToggleSwitch::paint(QPainter &painter, const QRect &box, const QPalette &palette, bool on, bool enabled,
                         bool focus)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5);
    const double radius = track.height() / 2;
    if (focus) {
        painter.setPen(QPen(colour(Ink::Link, palette), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), radius + 2, radius + 2);
    }
    const QColor fill =
        on ? colour(enabled ? Ink::Accent : Ink::Disabled, palette) : colour(Ink::Card, palette);
    const QColor edge = on ? fill : colour(enabled ? Ink::Field : Ink::Border, palette);
    painter.setPen(QPen(edge, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(track, radius, radius);
    const double gap = kKnobGap * box.height() / 18.0;
    const double size = track.height() - 2 * gap;
    const double left = on ? track.right() - gap - size : track.left() + gap;
    painter.setPen(Qt::NoPen);
    painter.setBrush(on ? QColor(Qt::white) : colour(enabled ? Ink::Field : Ink::Border, palette));
    painter.drawEllipse(QRectF(left, track.top() + gap, size, size));
    painter.restore();
}

void ToggleSwitch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QRect box(QPoint(0, 0), painted());
    box.moveCenter(rect().center());
    paint(painter, box, palette(), isChecked(), isEnabled(), showsRing(*this));
}

} // namespace ui::widgets
