// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_name.h"

#include "ui/pages/setting_columns.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace ui::pages {

namespace {

using widgets::colour;
using widgets::Glyph;
using widgets::Ink;
using widgets::scaled;
using widgets::TextRole;

constexpr int kRowHeight = 44;
constexpr int kHeadHeight = 36;
constexpr int kDot = 5;
constexpr int kIconPx = 12;
constexpr int kAfterTitle = 4;

QRectF iconBox(int left, double middle)
{
    const int px = scaled(kIconPx);
    return {double(left), middle - px / 2.0, double(px), double(px)};
}

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
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
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
    updateGeometry();
    update();
}

QSize SettingName::sizeHint() const
{
    const SettingColumns columns = SettingColumns::ofFont();
    const int width = columns.margin + columns.name;
    return {width, heightForWidth(width)};
}

int SettingName::heightForWidth(int width) const
{
    const QFontMetrics env(widgets::fontOf(TextRole::MonoSmall));
    return std::max(kRowHeight, titleWithin(width).height() + env.height() + 10);
}

QRect SettingName::titleWithin(int width) const
{
    const int left = SettingColumns::ofFont().margin;
    const QRect line(left, 0, width - left - kAfterTitle, fontMetrics().height());
    const QRect needed = fontMetrics().boundingRect(line, Qt::TextWordWrap, m_title);
    return {left, 0, line.width(), std::max(line.height(), needed.height())};
}

void SettingName::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int left = SettingColumns::ofFont().margin;
    const QFont envFont = widgets::fontOf(TextRole::MonoSmall);
    const QFontMetrics env(envFont);
    QRect title = titleWithin(width());
    title.moveTop((height() - title.height() - env.height() + 2) / 2);
    const double firstLine = title.top() + fontMetrics().height() / 2.0;
    if (m_changed) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(Ink::Accent, palette()));
        const int dot = scaled(kDot);
        painter.drawEllipse(QRectF(left - scaled(11), firstLine - dot / 2.0, dot, dot));
    }
    if (m_locked)
        widgets::paintGlyph(painter, Glyph::Lock, iconBox(left - scaled(16), firstLine),
                            colour(Ink::Text2, palette()));
    painter.setPen(colour(Ink::Text, palette()));
    painter.drawText(title, Qt::TextWordWrap | Qt::AlignVCenter | Qt::AlignLeft, m_title);
    painter.setFont(envFont);
    painter.setPen(colour(Ink::Text2, palette()));
    const QRect name(left, title.bottom() + 1, title.width(), env.height());
    painter.drawText(name, Qt::AlignVCenter | Qt::AlignLeft,
                     env.elidedText(m_envName, Qt::ElideMiddle, name.width()));
    if (widgets::showsRing(*this))
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
                        iconBox(left - scaled(20), height() / 2.0), colour(Ink::Text2, palette()));
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
    if (widgets::showsRing(*this))
        paintFocus(painter, *this, rect().adjusted(6, 3, -6, -3));
}

} // namespace ui::pages
