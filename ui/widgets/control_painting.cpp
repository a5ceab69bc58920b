// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/control_painting.h"

#include "ui/widgets/glyph.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QPainter>
#include <QStyle>
#include <QWidget>

#include <algorithm>
#include <tuple>

namespace ui::widgets {

namespace {

constexpr double kRadius = 6;
constexpr double kRing = 2;
constexpr int kArrowBox = 12;
constexpr int kButtonPadding = 13;
constexpr int kChipPadding = 10;
constexpr int kIconGap = 6;

QRectF edged(const QRect &rect, double width)
{
    return QRectF(rect).adjusted(width / 2, width / 2, -width / 2, -width / 2);
}

void frame(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &edge, double width = 1)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(edge.alpha() ? QPen(edge, width) : QPen(Qt::NoPen));
    painter->setBrush(fill.alpha() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(edged(rect, width), kRadius, kRadius);
    painter->restore();
}

QColor buttonFill(PushKind kind, const QStyleOption &option)
{
    const QPalette &palette = option.palette;
    const bool down = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hover = option.state & QStyle::State_MouseOver;
    if (kind == PushKind::Link)
        return Qt::transparent;
    if (kind == PushKind::Primary) {
        if (!(option.state & QStyle::State_Enabled))
            return colour(Ink::Sunken, palette);
        const QColor fill = colour(Ink::Accent, palette);
        return down ? mixed(fill, Qt::black, 0.12) : hover ? mixed(fill, Qt::white, kHover) : fill;
    }
    const QColor card = colour(Ink::Card, palette);
    if (down)
        return mixed(card, colour(Ink::Text, palette), 2 * kHover);
    return hover && (option.state & QStyle::State_Enabled) ? mixed(card, colour(Ink::Text, palette), kHover)
                                                           : card;
}

Ink buttonInk(PushKind kind, const QStyleOption &option)
{
    if (!(option.state & QStyle::State_Enabled))
        return Ink::Disabled;
    return kind == PushKind::Danger ? Ink::Error : kind == PushKind::Link ? Ink::Link : Ink::Text;
}

// A primary button's words are bold, and take more room.
QFontMetrics wordsOf(const QStyleOptionButton &button, PushKind kind, const QFont &font)
{
    return kind == PushKind::Primary ? QFontMetrics(bold(font)) : button.fontMetrics;
}

void arrow(QPainter *painter, Glyph glyph, const QRect &area, const QStyleOption &option)
{
    const Ink ink = option.state & QStyle::State_Enabled ? Ink::Text2 : Ink::Disabled;
    QRect box(0, 0, scaled(kArrowBox), scaled(kArrowBox));
    box.moveCenter(area.center());
    paintGlyph(*painter, glyph, box, colour(ink, option.palette));
}

void paintPushPanel(QPainter *painter, const QStyleOptionButton &button, PushKind kind)
{
    const QPalette &palette = button.palette;
    const bool enabled = button.state & QStyle::State_Enabled;
    const bool bare = kind == PushKind::Link || button.features & QStyleOptionButton::Flat;
    const bool hovered = button.state & (QStyle::State_MouseOver | QStyle::State_Sunken) && enabled;
    if (!bare || (hovered && kind != PushKind::Link)) {
        QColor edge = bare ? QColor(Qt::transparent) : colour(enabled ? Ink::Border : Ink::Line, palette);
        const QColor fill = buttonFill(kind, button);
        if (kind == PushKind::Primary && enabled)
            edge = fill;
        frame(painter, button.rect, fill, edge);
    }
    if (button.state & QStyle::State_HasFocus && button.state & QStyle::State_KeyboardFocusChange) {
        frame(painter, button.rect, Qt::transparent, colour(Ink::Link, palette), kRing);
        if (kind == PushKind::Primary)
            frame(painter, button.rect.adjusted(2, 2, -2, -2), Qt::transparent, colour(Ink::Card, palette));
    }
}

// Around it; one pixel apart from a fill, which is of nearly the same colour.
void paintRing(QPainter *painter, const QStyleOption &option, bool round, bool filled)
{
    const auto draw = [&](double width, double inset, Ink ink) {
        const QRectF box = edged(option.rect, width).adjusted(inset, inset, -inset, -inset);
        const double radius = round ? box.width() / 2 : 4;
        painter->setPen(QPen(colour(ink, option.palette), width));
        painter->drawRoundedRect(box, radius, radius);
    };
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    draw(kRing, 0, Ink::Link);
    if (filled)
        draw(1, kRing, Ink::Card);
    painter->restore();
}

} // namespace

PushKind pushKindOf(const QWidget *widget)
{
    const QByteArray word = widget ? widget->property("kind").toByteArray() : QByteArray();
    return word == "primary"  ? PushKind::Primary
           : word == "danger" ? PushKind::Danger
           : word == "link"   ? PushKind::Link
           : word == "icon"   ? PushKind::Icon
           : word == "chip"   ? PushKind::Chip
                              : PushKind::Secondary;
}

bool isInRow(const QWidget *widget)
{
    return widget && widget->property("inRow").toBool();
}

// What one types into or opens: its edge says enabled, hovered, focused, wrong.
void paintField(QPainter *painter, const QStyleOption &option, const QRect &rect, const QWidget *widget)
{
    const QPalette &palette = option.palette;
    const bool on = option.state & QStyle::State_Enabled;
    const bool readOnly = option.state & QStyle::State_ReadOnly;
    const bool wrong = widget && widget->property("invalid").toBool();
    const bool focus = option.state & QStyle::State_HasFocus;
    QColor edge = colour(wrong ? Ink::Error : on && !readOnly ? Ink::Field : Ink::Line, palette);
    if (focus)
        edge = colour(wrong ? Ink::Error : Ink::Link, palette);
    const QColor fill = colour(readOnly || !on ? Ink::Sunken : Ink::Card, palette);
    frame(painter, rect, fill, edge, focus ? kRing : 1);
}

void paintPush(QPainter *painter, const QStyleOptionButton &button, const QWidget *widget)
{
    const PushKind kind = pushKindOf(widget);
    paintPushPanel(painter, button, kind);
    const bool white = kind == PushKind::Primary && button.state & QStyle::State_Enabled;
    const QColor ink = white ? QColor(Qt::white) : colour(buttonInk(kind, button), button.palette);
    QRect area = button.rect;
    if (button.features & QStyleOptionButton::HasMenu) {
        const int px = scaled(kArrowBox);
        const QRect end(area.right() - px - kChipPadding, area.top(), px, area.height());
        arrow(painter, Glyph::ChevronDown, end, button);
        area.adjust(0, 0, -(px + kIconGap), 0);
    }
    const int iconWidth = button.icon.isNull() ? 0 : button.iconSize.width();
    const int gap = iconWidth > 0 && !button.text.isEmpty() ? kIconGap : 0;
    const int textWidth =
        wordsOf(button, kind, painter->font()).size(Qt::TextShowMnemonic, button.text).width();
    const int left = kind == PushKind::Link
                         ? area.left()
                         : area.left() + (area.width() - iconWidth - gap - textWidth + 1) / 2;
    if (iconWidth > 0) {
        QRect box(QPoint(left, 0), button.iconSize);
        box.moveTop(area.top() + (area.height() - box.height()) / 2);
        const bool enabled = button.state & QStyle::State_Enabled;
        if (white && widget->property("glyph").isValid())
            paintGlyph(*painter, Glyph(widget->property("glyph").toInt()), box, ink);
        else
            button.icon.paint(painter, box, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    painter->save();
    if (kind == PushKind::Primary)
        painter->setFont(bold(painter->font()));
    painter->setPen(ink);
    area.setLeft(left + iconWidth + gap);
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, button.text);
    painter->restore();
}

void paintCombo(QPainter *painter, const QStyleOptionComboBox &combo, const QWidget *widget)
{
    paintField(painter, combo, combo.rect, widget);
    const int space = scaled(kArrowSpace);
    const QRect end(combo.rect.right() - space, combo.rect.top(), space, combo.rect.height());
    arrow(painter, Glyph::ChevronDown, end, combo);
}

void paintSpin(QPainter *painter, const QStyleOptionSpinBox &spin, const QRect &up, const QRect &down,
               const QWidget *widget)
{
    paintField(painter, spin, spin.rect, widget);
    if (spin.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    for (const auto &[glyph, area, part] : {std::tuple(Glyph::ChevronUp, up, QStyle::SC_SpinBoxUp),
                                            std::tuple(Glyph::ChevronDown, down, QStyle::SC_SpinBoxDown)}) {
        if (spin.activeSubControls == part && spin.state & (QStyle::State_MouseOver | QStyle::State_Sunken))
            painter->fillRect(area.adjusted(0, 1, -2, -1), mixed(colour(Ink::Card, spin.palette),
                                                                 colour(Ink::Text, spin.palette), kHover));
        QRect box(0, 0, scaled(9), scaled(9));
        box.moveCenter(area.center());
        const Ink ink = spin.state & QStyle::State_Enabled ? Ink::Text2 : Ink::Disabled;
        paintGlyph(*painter, glyph, box, colour(ink, spin.palette));
    }
}

void paintScrollBar(QPainter *painter, const QStyleOptionSlider &bar, const QRect &slider)
{
    if (bar.minimum == bar.maximum)
        return;
    const bool hot = bar.activeSubControls & QStyle::SC_ScrollBarSlider;
    const QColor ink = colour(hot ? Ink::Field : Ink::Border, bar.palette);
    const QRect thumb =
        bar.orientation == Qt::Vertical ? slider.adjusted(3, 2, -2, -2) : slider.adjusted(2, 3, -2, -2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(ink);
    const double radius = std::min(thumb.width(), thumb.height()) / 2.0;
    painter->drawRoundedRect(thumb, radius, radius);
    painter->restore();
}

void paintMenuItem(QPainter *painter, const QStyleOptionMenuItem &item)
{
    const QPalette &palette = item.palette;
    if (item.menuItemType == QStyleOptionMenuItem::Separator) {
        const int y = item.rect.center().y();
        painter->fillRect(QRect(item.rect.left() + 12, y, item.rect.width() - 24, 1),
                          colour(Ink::Line, palette));
        return;
    }
    const bool enabled = item.state & QStyle::State_Enabled;
    if (item.state & QStyle::State_Selected && enabled)
        frame(painter, item.rect.adjusted(4, 1, -4, -1), colour(Ink::Selected, palette), Qt::transparent);
    const QColor ink = colour(enabled ? Ink::Text : Ink::Text2, palette);
    if (item.checked) {
        QRect box(item.rect.left() + 10, 0, scaled(14), scaled(14));
        box.moveTop(item.rect.center().y() - scaled(6));
        paintGlyph(*painter, Glyph::Check, box, ink);
    } else if (!item.icon.isNull()) {
        QRect box(item.rect.left() + 10, 0, scaled(16), scaled(16));
        box.moveTop(item.rect.center().y() - scaled(7));
        item.icon.paint(painter, box, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    painter->save();
    QFont font = item.font;
    if (item.menuItemType == QStyleOptionMenuItem::DefaultItem)
        font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(ink);
    const QRect text = item.rect.adjusted(scaled(32), 0, -scaled(16), 0);
    const qsizetype tab = item.text.indexOf(u'\t');
    const int lines = item.text.contains(u'\n') ? 0 : Qt::TextSingleLine;
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | lines,
                      tab < 0 ? item.text : item.text.left(tab));
    if (tab >= 0) {
        painter->setPen(colour(Ink::Text2, palette));
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine,
                          item.text.mid(tab + 1));
    }
    painter->restore();
    if (item.menuItemType == QStyleOptionMenuItem::SubMenu)
        arrow(painter, Glyph::ChevronRight,
              QRect(item.rect.right() - 6 - scaled(16), item.rect.top(), scaled(16), item.rect.height()),
              item);
}

void paintHeader(QPainter *painter, const QStyleOption &header)
{
    painter->fillRect(header.rect, colour(Ink::Card, header.palette));
    painter->fillRect(QRect(header.rect.left(), header.rect.bottom(), header.rect.width(), 1),
                      colour(Ink::Line, header.palette));
}

void paintCheck(QPainter *painter, const QStyleOption &option, bool round)
{
    const bool on = option.state & QStyle::State_On;
    const bool enabled = option.state & QStyle::State_Enabled;
    const QColor fill = on ? colour(enabled ? Ink::Accent : Ink::Disabled, option.palette)
                           : colour(Ink::Card, option.palette);
    const QColor edge = on ? fill : colour(enabled ? Ink::Field : Ink::Line, option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(edge, 1));
    painter->setBrush(fill);
    const QRectF box = edged(option.rect, 1);
    const double radius = round ? box.width() / 2 : 4;
    painter->drawRoundedRect(box, radius, radius);
    painter->restore();
    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange)
        paintRing(painter, option, round, on);
    if (on && !round)
        paintGlyph(*painter, Glyph::Check, edged(option.rect, option.rect.width() / 4.5), Qt::white);
    if (on && round) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(Qt::white);
        painter->drawEllipse(QRectF(option.rect).center(), box.width() / 6, box.width() / 6);
        painter->restore();
    }
}

QSize pushSize(const QStyleOptionButton &button, const QWidget *widget)
{
    const int height = isInRow(widget) ? kRowControlHeight : kControlHeight;
    const PushKind kind = pushKindOf(widget);
    const QFontMetrics metrics = wordsOf(button, kind, widget ? widget->font() : QFont());
    int width = metrics.size(Qt::TextShowMnemonic, button.text).width();
    if (!button.icon.isNull())
        width += button.iconSize.width() + (button.text.isEmpty() ? 0 : kIconGap);
    const int tall = std::max(height, button.fontMetrics.height() + 10);
    if (kind == PushKind::Link)
        return {width + 2, std::max(20, button.fontMetrics.height() + 4)};
    if (kind == PushKind::Icon || (button.text.isEmpty() && !button.icon.isNull()))
        return {tall, tall};
    if (button.features & QStyleOptionButton::HasMenu)
        width += scaled(kArrowBox) + kIconGap;
    const int padding = kind == PushKind::Chip || isInRow(widget) ? kChipPadding : kButtonPadding;
    const int chip = std::max(kRowControlHeight, button.fontMetrics.height() + 8);
    return {width + 2 * padding, kind == PushKind::Chip ? chip : tall};
}

} // namespace ui::widgets
