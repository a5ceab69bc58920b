// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_name.h"

#include "ui/pages/setting_columns.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace ui::pages {

namespace {

using widgets::colour;
using widgets::Glyph;
using widgets::Ink;
using widgets::TextRole;

constexpr int kRowHeight = 44;
constexpr int kHeadHeight = 36;
constexpr int kDot = 5;

void paintFocus(QPainter &painter, const QWidget &widget, const QRect &box)
{
    painter.setPen(QPen(colour(Ink::Link, widget.palette()), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 4, 4);
}

} // namespace

SettingName::SettingName(QWidget *parent)
    : QAbstractButton(parent)
{
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SettingName::set(const QString &title, const QString &envName, bool changed, bool locked)
{
    if (title == m_title && envName == m_envName && changed == m_changed && locked == m_locked)
        return;
    m_title = title;
    m_envName = envName;
    m_changed = changed;
    m_locked = locked;
    setAccessibleName(title);
    setAccessibleDescription(changed ? tr("%1, changed").arg(envName) : envName);
    setToolTip(envName);
    update();
}

QSize SettingName::sizeHint() const
{
    const QFontMetrics title(font());
    const QFontMetrics env(widgets::fontOf(TextRole::MonoSmall));
    const SettingColumns columns = SettingColumns::ofFont();
    return {columns.margin + columns.name, std::max(kRowHeight, title.height() + env.height() + 10)};
}

void SettingName::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int left = SettingColumns::ofFont().margin;
    const QFont envFont = widgets::fontOf(TextRole::MonoSmall);
    const QFontMetrics env(envFont);
    const int titleHeight = fontMetrics().height();
    const int top = (height() - titleHeight - env.height() + 2) / 2;
    const QRect title(left, top, width() - left - 4, titleHeight);
    if (m_changed) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(Ink::Accent, palette()));
        painter.drawEllipse(QRectF(left - 11, title.center().y() - kDot / 2.0, kDot, kDot));
    }
    if (m_locked)
        widgets::paintGlyph(painter, Glyph::Lock, QRectF(left - 16, title.center().y() - 6, 12, 12),
                            colour(Ink::Text2, palette()));
    painter.setPen(colour(Ink::Text, palette()));
    painter.drawText(title, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(m_title, Qt::ElideRight, title.width()));
    painter.setFont(envFont);
    painter.setPen(colour(Ink::Text2, palette()));
    const QRect name(left, title.bottom() + 1, title.width(), env.height());
    painter.drawText(name, Qt::AlignVCenter | Qt::AlignLeft,
                     env.elidedText(m_envName, Qt::ElideMiddle, name.width()));
    if (hasFocus())
        paintFocus(painter, *this, QRect(left - 6, 2, width() - left + 4, height() - 4));
}

SectionHead::SectionHead(const QString &title, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(title);
    setAccessibleName(title);
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SectionHead::setFact(const QString &fact)
{
    if (fact == m_fact)
        return;
    m_fact = fact;
    setAccessibleDescription(fact);
    update();
}

QSize SectionHead::sizeHint() const
{
    return {200, std::max(kHeadHeight, fontMetrics().height() + 16)};
}

void SectionHead::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int left = SettingColumns::ofFont().margin;
    widgets::paintGlyph(painter, isChecked() ? Glyph::ChevronDown : Glyph::ChevronRight,
                        QRectF(left - 20, height() / 2.0 - 6, 12, 12), colour(Ink::Text2, palette()));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(colour(Ink::Text, palette()));
    const int titleWidth = QFontMetrics(bold).horizontalAdvance(text());
    painter.drawText(QRect(left, 0, width() - left, height()), Qt::AlignVCenter | Qt::AlignLeft, text());
    painter.setFont(widgets::fontOf(TextRole::Secondary));
    painter.setPen(colour(Ink::Text2, palette()));
    const QRect rest(left + titleWidth + 10, 0, width() - left - titleWidth - 10, height());
    painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(m_fact, Qt::ElideRight, rest.width()));
    if (hasFocus())
        paintFocus(painter, *this, rect().adjusted(6, 3, -6, -3));
}

} // namespace ui::pages
