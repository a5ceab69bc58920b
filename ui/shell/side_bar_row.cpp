// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/side_bar_row.h"

#include "ui/widgets/badge.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QFocusEvent>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace ui::shell {

namespace {

using widgets::scaled;

constexpr int kHeight = 34;
constexpr int kInset = 8;
constexpr int kIconCentre = 31;
constexpr int kIconPx = 18;
constexpr int kTextLeft = 52;
constexpr int kBar = 3;

} // namespace

SideBarRow::SideBarRow(widgets::Glyph glyph, const QString &name)
    : m_glyph(glyph)
{
    setText(name);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void SideBarRow::setCount(int count)
{
    if (count == m_count)
        return;
    m_count = count;
    setAccessibleDescription(count > 0 ? tr("%n matter(s) need attention", nullptr, count) : QString());
    update();
}

QSize SideBarRow::sizeHint() const
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    return {scaled(kTextLeft) + QFontMetrics(bold).horizontalAdvance(text()) + 44,
            std::max(kHeight, fontMetrics().height() + 14)};
}

void SideBarRow::paintEvent(QPaintEvent *)
{
    using widgets::colour;
    using widgets::Ink;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(kInset, 0, -kInset, 0);
    painter.setPen(Qt::NoPen);
    if (isChecked() || underMouse()) {
        painter.setBrush(
            isChecked() ? colour(Ink::Card, palette())
                        : widgets::mixed(colour(Ink::Side, palette()), colour(Ink::Text, palette()), 0.06));
        painter.drawRoundedRect(box, 6, 6);
    }
    if (isChecked()) {
        painter.setBrush(colour(isEnabled() ? Ink::Accent : Ink::Disabled, palette()));
        painter.drawRoundedRect(QRectF(kInset, rect().center().y() - 7.5, kBar, 16), 1.5, 1.5);
    }
    if (hasFocus() && m_byKeyboard && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setPen(QPen(colour(Ink::Link, palette()), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6);
    }
    QRect icon(0, 0, scaled(kIconPx), scaled(kIconPx));
    icon.moveCenter({scaled(kIconCentre), rect().center().y()});
    widgets::paintGlyph(painter, m_glyph, icon,
                        colour(!isEnabled()  ? Ink::Disabled
                               : isChecked() ? Ink::Link
                                             : Ink::Text2,
                               palette()));
    QFont words = font();
    if (isChecked())
        words.setWeight(QFont::DemiBold);
    painter.setFont(words);
    painter.setPen(colour(isEnabled() ? Ink::Text : Ink::Disabled, palette()));
    painter.drawText(rect().adjusted(scaled(kTextLeft), 0, -kInset, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     text());
    if (m_count > 0) {
        const QString number = QString::number(m_count);
        painter.setFont(widgets::fontOf(widgets::TextRole::Secondary));
        const int height = painter.fontMetrics().height() + 4;
        const int width = std::max(height, painter.fontMetrics().horizontalAdvance(number) + 10);
        QRectF badge(0, 0, width, height);
        badge.moveCenter(
            QPointF(double(rect().right()) - kInset - 10 - width / 2.0, rect().center().y() + 0.5));
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(Ink::WarnSoft, palette()));
        painter.drawRoundedRect(badge, height / 2.0, height / 2.0);
        painter.setPen(colour(Ink::Warn, palette()));
        painter.drawText(badge, Qt::AlignCenter, number);
    }
}

void SideBarRow::focusInEvent(QFocusEvent *event)
{
    m_byKeyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QAbstractButton::focusInEvent(event);
}

void SideBarRow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)
        event->key() == Qt::Key_Up ? focusPreviousChild() : focusNextChild();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace ui::shell
