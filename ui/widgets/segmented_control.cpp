// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_control.h"

#include "ui/widgets/focus_ring.h"
#include "ui/widgets/ink.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace ui::widgets {

namespace {

constexpr int kEdge = 2;
constexpr int kPadding = 11;
constexpr double kRadius = 6;

QFont boldOf(const QFont &font)
{
    QFont bold = font;
    bold.setWeight(QFont::DemiBold);
    return bold;
}

} // namespace

SegmentedControl::SegmentedControl(const QStringList &words, QWidget *parent)
    : QWidget(parent)
    , Accessible(QAccessible::Grouping)
    , m_words(words)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void SegmentedControl::setCurrent(int index)
{
    if (m_current == index)
        return;
    m_current = index;
    update();
    if (index >= 0)
        tellPart(this, index);
}

int SegmentedControl::widthOf(int index) const
{
    return QFontMetrics(boldOf(font())).horizontalAdvance(m_words[index]) + 2 * kPadding;
}

QSize SegmentedControl::sizeHint() const
{
    int width = 2 * kEdge;
    for (int i = 0; i < int(m_words.size()); ++i)
        width += widthOf(i);
    return {width, std::max(28, fontMetrics().height() + 10)};
}

QRect SegmentedControl::cell(int index) const
{
    int left = kEdge;
    for (int i = 0; i < index; ++i)
        left += widthOf(i);
    return QRect(left, kEdge, widthOf(index), height() - 2 * kEdge);
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool ring = showsRing(*this);
    painter.setPen(QPen(colour(ring ? Ink::Link : Ink::Line, palette()), ring ? 2 : 1));
    painter.setBrush(colour(Ink::Sunken, palette()));
    const double half = ring ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), kRadius, kRadius);
    for (int i = 0; i < int(m_words.size()); ++i) {
        const QRect box = cell(i);
        const bool chosenOne = i == m_current;
        if (chosenOne) {
            painter.setPen(QPen(colour(Ink::Border, palette()), 1));
            painter.setBrush(isDark(palette()) ? mixed(colour(Ink::Sunken, palette()), Qt::white, 0.08)
                                               : colour(Ink::Card, palette()));
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), kRadius - 1, kRadius - 1);
        }
        painter.setFont(chosenOne ? boldOf(font()) : font());
        const Ink ink = !isEnabled() ? Ink::Disabled : chosenOne ? Ink::Text : Ink::Text2;
        painter.setPen(colour(ink, palette()));
        painter.drawText(box, Qt::AlignCenter, m_words[i]);
    }
}

void SegmentedControl::choose(int index)
{
    if (index < 0 || index >= m_words.size() || index == m_current)
        return;
    setCurrent(index);
    emit chosen(index);
}

void SegmentedControl::mousePressEvent(QMouseEvent *event)
{
    for (int i = 0; i < int(m_words.size()); ++i) {
        if (cell(i).contains(event->position().toPoint()))
            choose(i);
    }
}

void SegmentedControl::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left)
        choose(std::max(0, m_current - 1));
    else if (event->key() == Qt::Key_Right)
        choose(m_current + 1);
    else
        QWidget::keyPressEvent(event);
}

void SegmentedControl::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (m_current >= 0)
        tellPart(this, m_current);
}

} // namespace ui::widgets
