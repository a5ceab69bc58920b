// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/house_style.h"

#include "ui/widgets/glyph.h"
#include "ui/widgets/ink.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHeaderView>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolTip>

#include <algorithm>

namespace ui::widgets {

namespace {

using namespace Qt::StringLiterals;

constexpr int kControlHeight = 32;
constexpr int kRowControlHeight = 28;
constexpr double kRadius = 6;
constexpr double kRing = 2;
constexpr int kArrowBox = 12;
constexpr int kArrowSpace = 26; // at the end of a box that opens
constexpr int kButtonPadding = 13;
constexpr int kChipPadding = 10;
constexpr int kIconGap = 6;
constexpr double kHover = 0.06;

enum class Kind { Secondary, Primary, Danger, Link, Icon, Chip };

Kind kindOf(const QWidget *widget)
{
    const QByteArray word = widget ? widget->property("kind").toByteArray() : QByteArray();
    return word == "primary"  ? Kind::Primary
           : word == "danger" ? Kind::Danger
           : word == "link"   ? Kind::Link
           : word == "icon"   ? Kind::Icon
           : word == "chip"   ? Kind::Chip
                              : Kind::Secondary;
}

bool isInRow(const QWidget *widget)
{
    return widget && widget->property("inRow").toBool();
}

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

// What one types into or opens: its edge says enabled, hovered, focused, wrong.
void field(QPainter *painter, const QStyleOption &option, const QRect &rect, const QWidget *widget)
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

QColor buttonFill(Kind kind, const QStyleOption &option)
{
    const QPalette &palette = option.palette;
    const bool down = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hover = option.state & QStyle::State_MouseOver;
    if (kind == Kind::Link)
        return Qt::transparent;
    if (kind == Kind::Primary) {
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

Ink buttonInk(Kind kind, const QStyleOption &option)
{
    if (!(option.state & QStyle::State_Enabled))
        return Ink::Disabled;
    return kind == Kind::Danger ? Ink::Error : kind == Kind::Link ? Ink::Link : Ink::Text;
}

void arrow(QPainter *painter, Glyph glyph, const QRect &area, const QStyleOption &option)
{
    const Ink ink = option.state & QStyle::State_Enabled ? Ink::Text2 : Ink::Disabled;
    QRect box(0, 0, kArrowBox, kArrowBox);
    box.moveCenter(area.center());
    paintGlyph(*painter, glyph, box, colour(ink, option.palette));
}

} // namespace

HouseStyle::HouseStyle()
    : QProxyStyle(QStyleFactory::create(u"Fusion"_s))
{
}

void HouseStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) ||
        qobject_cast<QScrollBar *>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

void HouseStyle::drawButton(const QStyleOptionButton &button, QPainter *painter, const QWidget *widget) const
{
    const Kind kind = kindOf(widget);
    const QPalette &palette = button.palette;
    const bool focus = button.state & State_HasFocus && button.state & State_KeyboardFocusChange;
    const bool enabled = button.state & State_Enabled;
    const bool bare = kind == Kind::Link || button.features & QStyleOptionButton::Flat;
    const bool hovered = button.state & (State_MouseOver | State_Sunken) && enabled;
    if (!bare || (hovered && kind != Kind::Link)) {
        QColor edge = bare ? QColor(Qt::transparent) : colour(enabled ? Ink::Border : Ink::Line, palette);
        const QColor fill = buttonFill(kind, button);
        if (kind == Kind::Primary && enabled)
            edge = fill;
        frame(painter, button.rect, fill, edge);
    }
    if (focus) {
        frame(painter, button.rect, Qt::transparent, colour(Ink::Link, palette), kRing);
        if (kind == Kind::Primary)
            frame(painter, button.rect.adjusted(2, 2, -2, -2), Qt::transparent, colour(Ink::Card, palette));
    }
    const bool white = kind == Kind::Primary && enabled;
    const QColor ink = white ? QColor(Qt::white) : colour(buttonInk(kind, button), palette);
    const bool menu = button.features & QStyleOptionButton::HasMenu;
    QRect area = button.rect;
    if (menu)
        area.adjust(0, 0, -(kArrowBox + kIconGap), 0);
    const int iconWidth = button.icon.isNull() ? 0 : button.iconSize.width();
    const int gap = iconWidth > 0 && !button.text.isEmpty() ? kIconGap : 0;
    const int textWidth = button.fontMetrics.size(Qt::TextShowMnemonic, button.text).width();
    const int left =
        kind == Kind::Link ? area.left() : area.left() + (area.width() - iconWidth - gap - textWidth + 1) / 2;
    if (iconWidth > 0) {
        QRect box(QPoint(left, 0), button.iconSize);
        box.moveTop(area.top() + (area.height() - box.height()) / 2);
        const QIcon::Mode mode = enabled ? QIcon::Normal : QIcon::Disabled;
        if (white && widget && widget->property("glyph").isValid())
            paintGlyph(*painter, Glyph(widget->property("glyph").toInt()), box, ink);
        else
            button.icon.paint(painter, box, Qt::AlignCenter, mode);
    }
    painter->setPen(ink);
    QFont font = painter->font();
    if (kind == Kind::Primary)
        font.setWeight(QFont::DemiBold);
    painter->save();
    painter->setFont(font);
    const QRect textBox(left + iconWidth + gap, area.top(), area.right() - left - iconWidth - gap + 1,
                        area.height());
    painter->drawText(textBox, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, button.text);
    painter->restore();
    if (menu) {
        const QRect end(button.rect.right() - kArrowBox - kChipPadding, button.rect.top(), kArrowBox,
                        button.rect.height());
        arrow(painter, Glyph::ChevronDown, end, button);
    }
}

void HouseStyle::drawCombo(const QStyleOptionComboBox &combo, QPainter *painter) const
{
    field(painter, combo, combo.rect, nullptr);
    const QRect end(combo.rect.right() - kArrowSpace, combo.rect.top(), kArrowSpace, combo.rect.height());
    arrow(painter, Glyph::ChevronDown, end, combo);
}

void HouseStyle::drawSpin(const QStyleOptionSpinBox &spin, QPainter *painter) const
{
    field(painter, spin, spin.rect, nullptr);
    if (spin.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const QRect up = subControlRect(CC_SpinBox, &spin, SC_SpinBoxUp, nullptr);
    const QRect down = subControlRect(CC_SpinBox, &spin, SC_SpinBoxDown, nullptr);
    for (const auto &[glyph, area, part] : {std::tuple(Glyph::ChevronUp, up, SC_SpinBoxUp),
                                            std::tuple(Glyph::ChevronDown, down, SC_SpinBoxDown)}) {
        if (spin.activeSubControls == part && spin.state & (State_MouseOver | State_Sunken))
            painter->fillRect(area.adjusted(0, 1, -2, -1), mixed(colour(Ink::Card, spin.palette),
                                                                 colour(Ink::Text, spin.palette), kHover));
        QRect box(0, 0, 9, 9);
        box.moveCenter(area.center());
        const Ink ink = spin.state & State_Enabled ? Ink::Text2 : Ink::Disabled;
        paintGlyph(*painter, glyph, box, colour(ink, spin.palette));
    }
}

void HouseStyle::drawScrollBar(const QStyleOptionSlider &bar, QPainter *painter) const
{
    const QRect slider = QProxyStyle::subControlRect(CC_ScrollBar, &bar, SC_ScrollBarSlider, nullptr);
    if (bar.minimum == bar.maximum)
        return;
    const bool hot = bar.activeSubControls & SC_ScrollBarSlider;
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

void HouseStyle::drawMenuItem(const QStyleOptionMenuItem &item, QPainter *painter) const
{
    const QPalette &palette = item.palette;
    if (item.menuItemType == QStyleOptionMenuItem::Separator) {
        const int y = item.rect.center().y();
        painter->fillRect(QRect(item.rect.left() + 12, y, item.rect.width() - 24, 1),
                          colour(Ink::Line, palette));
        return;
    }
    const bool enabled = item.state & State_Enabled;
    if (item.state & State_Selected && enabled)
        frame(painter, item.rect.adjusted(4, 1, -4, -1), colour(Ink::Selected, palette), Qt::transparent);
    const QColor ink = colour(enabled ? Ink::Text : Ink::Text2, palette);
    if (item.checked) {
        QRect box(item.rect.left() + 10, 0, 14, 14);
        box.moveTop(item.rect.center().y() - 6);
        paintGlyph(*painter, Glyph::Check, box, ink);
    } else if (!item.icon.isNull()) {
        QRect box(item.rect.left() + 10, 0, 16, 16);
        box.moveTop(item.rect.center().y() - 7);
        item.icon.paint(painter, box, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    painter->save();
    painter->setFont(item.font);
    painter->setPen(ink);
    const QRect text = item.rect.adjusted(32, 0, -16, 0);
    const qsizetype tab = item.text.indexOf(u'\t');
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | Qt::TextSingleLine,
                      tab < 0 ? item.text : item.text.left(tab));
    if (tab >= 0) {
        painter->setPen(colour(Ink::Text2, palette));
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine,
                          item.text.mid(tab + 1));
    }
    painter->restore();
    if (item.menuItemType == QStyleOptionMenuItem::SubMenu)
        arrow(painter, Glyph::ChevronRight,
              QRect(item.rect.right() - 22, item.rect.top(), 16, item.rect.height()), item);
}

void HouseStyle::drawHeaderSection(const QStyleOptionHeader &header, QPainter *painter,
                                   const QWidget *widget) const
{
    painter->fillRect(header.rect, colour(Ink::Card, header.palette));
    painter->fillRect(QRect(header.rect.left(), header.rect.bottom(), header.rect.width(), 1),
                      colour(Ink::Line, header.palette));
    (void)widget;
}

void HouseStyle::drawCheck(const QStyleOption &option, QPainter *painter, bool round) const
{
    const bool on = option.state & State_On;
    const bool enabled = option.state & State_Enabled;
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
    if (on && !round)
        paintGlyph(*painter, Glyph::Check, QRectF(option.rect).adjusted(2, 2, -2, -2), Qt::white);
    if (on && round) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(Qt::white);
        painter->drawEllipse(QRectF(option.rect).center(), 3, 3);
        painter->restore();
    }
}

void HouseStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    switch (element) {
    case PE_PanelLineEdit:
        if (widget && qobject_cast<const QComboBox *>(widget->parentWidget()))
            return;
        if (const auto *panel = qstyleoption_cast<const QStyleOptionFrame *>(option);
            panel && panel->lineWidth > 0)
            field(painter, *option, option->rect, widget);
        return;
    case PE_FrameLineEdit:
    case PE_FrameFocusRect:
    case PE_PanelItemViewRow:
        return;
    case PE_IndicatorCheckBox:
        drawCheck(*option, painter, false);
        return;
    case PE_IndicatorRadioButton:
        drawCheck(*option, painter, true);
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
        if (element == PE_PanelMenu)
            painter->fillRect(option->rect, colour(Ink::Card, option->palette));
        painter->save();
        painter->setPen(colour(Ink::Border, option->palette));
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        painter->restore();
        return;
    case PE_Frame:
        if (qobject_cast<const QAbstractScrollArea *>(widget))
            return; // a card around it has the edge
        break;
    case PE_PanelItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            if (item->state & State_Selected)
                painter->fillRect(item->rect, colour(Ink::Selected, item->palette));
            else if (item->state & State_MouseOver)
                painter->fillRect(item->rect, mixed(colour(Ink::Card, item->palette),
                                                    colour(Ink::Text, item->palette), kHover / 2));
        }
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void HouseStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    switch (element) {
    case CE_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return drawButton(*button, painter, widget);
        break;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return drawMenuItem(*item, painter);
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            return drawHeaderSection(*header, painter, widget);
        painter->fillRect(option->rect, colour(Ink::Card, option->palette));
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          colour(Ink::Line, option->palette));
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            QStyleOptionHeader quiet = *header;
            quiet.palette.setColor(QPalette::ButtonText, colour(Ink::Text2, header->palette));
            quiet.state &= ~State_On; // no bold for the column of the current cell
            painter->setFont(widget ? widget->font() : painter->font());
            return QProxyStyle::drawControl(element, &quiet, painter, widget);
        }
        break;
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option)) {
            if (combo->editable)
                return;
            const QRect area = combo->rect.adjusted(11, 0, -kArrowSpace, 0);
            const Ink ink = combo->state & State_Enabled ? Ink::Text : Ink::Disabled;
            painter->setPen(colour(ink, combo->palette));
            painter->drawText(
                area, Qt::AlignVCenter | Qt::AlignLeft,
                combo->fontMetrics.elidedText(combo->currentText, Qt::ElideRight, area.width()));
            return;
        }
        break;
    case CE_ShapedFrame:
        if (qobject_cast<const QAbstractScrollArea *>(widget))
            return;
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void HouseStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                    QPainter *painter, const QWidget *widget) const
{
    if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        combo && control == CC_ComboBox)
        return drawCombo(*combo, painter);
    if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        spin && control == CC_SpinBox)
        return drawSpin(*spin, painter);
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        bar && control == CC_ScrollBar)
        return drawScrollBar(*bar, painter);
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QSize HouseStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                   const QWidget *widget) const
{
    const int height = isInRow(widget) ? kRowControlHeight : kControlHeight;
    switch (type) {
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            const Kind kind = kindOf(widget);
            QFont bold = widget ? widget->font() : QFont();
            bold.setWeight(QFont::DemiBold);
            const QFontMetrics metrics = kind == Kind::Primary ? QFontMetrics(bold) : button->fontMetrics;
            int width = metrics.size(Qt::TextShowMnemonic, button->text).width();
            if (!button->icon.isNull())
                width += button->iconSize.width() + (button->text.isEmpty() ? 0 : kIconGap);
            const int tall = std::max(height, button->fontMetrics.height() + 10);
            if (kind == Kind::Link)
                return {width + 2, std::max(20, button->fontMetrics.height() + 4)};
            if (kind == Kind::Icon || (button->text.isEmpty() && !button->icon.isNull()))
                return {tall, tall};
            if (button->features & QStyleOptionButton::HasMenu)
                width += kArrowBox + kIconGap;
            const int padding = kind == Kind::Chip || isInRow(widget) ? kChipPadding : kButtonPadding;
            const int chip = std::max(kRowControlHeight, button->fontMetrics.height() + 8);
            return {width + 2 * padding, kind == Kind::Chip ? chip : tall};
        }
        break;
    case CT_ComboBox:
    case CT_SpinBox:
    case CT_LineEdit: {
        const int text = option ? option->fontMetrics.height() : 0;
        const int wide = type == CT_ComboBox ? kArrowSpace + 16 : type == CT_SpinBox ? 44 : 20;
        return {size.width() + wide, std::max(height, text + 10)};
    }
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator)
                return {size.width(), 9};
            return {size.width() + 56, std::max(30, item->fontMetrics.height() + 10)};
        }
        break;
    case CT_HeaderSection: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width(), std::max(kControlHeight, base.height())};
    }
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

QRect HouseStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                 const QWidget *widget) const
{
    const QRect whole = option->rect;
    if (control == CC_ComboBox) {
        if (part == SC_ComboBoxEditField)
            return whole.adjusted(2, 1, -kArrowSpace, -1);
        if (part == SC_ComboBoxArrow)
            return QRect(whole.right() - kArrowSpace, whole.top(), kArrowSpace, whole.height());
    }
    if (control == CC_SpinBox) {
        const int column = 22;
        const int half = whole.height() / 2;
        const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        const bool bare = spin && spin->buttonSymbols == QAbstractSpinBox::NoButtons;
        switch (part) {
        case SC_SpinBoxUp:
            return bare ? QRect() : QRect(whole.right() - column, whole.top() + 2, column, half - 2);
        case SC_SpinBoxDown:
            return bare ? QRect() : QRect(whole.right() - column, whole.top() + half, column, half - 2);
        case SC_SpinBoxEditField:
            return whole.adjusted(4, 2, bare ? -4 : -column - 2, -2);
        default:
            break;
        }
    }
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (bar && (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine))
            return {};
        if (bar && part == SC_ScrollBarGroove)
            return whole;
        if (bar && part == SC_ScrollBarSlider) {
            const bool tall = bar->orientation == Qt::Vertical;
            const int length = tall ? whole.height() : whole.width();
            const qint64 range = qint64(bar->maximum) - bar->minimum;
            const int thumb = std::clamp(int(qint64(length) * bar->pageStep / (range + bar->pageStep + 1)),
                                         std::min(28, length), length);
            const int at = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                   length - thumb, bar->upsideDown);
            return tall ? QRect(whole.left(), whole.top() + at, whole.width(), thumb)
                        : QRect(whole.left() + at, whole.top(), thumb, whole.height());
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect HouseStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents) {
        const bool inSpin = widget && qobject_cast<const QAbstractSpinBox *>(widget->parentWidget());
        const bool inCombo = widget && qobject_cast<const QComboBox *>(widget->parentWidget());
        return option->rect.adjusted(inSpin || inCombo ? 6 : 9, 1, -6, -1);
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

int HouseStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return 10;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 18;
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
        return 16;
    case PM_MenuVMargin:
        return 5;
    case PM_MenuPanelWidth:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return metric == PM_MenuPanelWidth ? 1 : 0;
    case PM_ToolTipLabelFrameWidth:
        return 6;
    case PM_DefaultFrameWidth:
        if (qobject_cast<const QAbstractScrollArea *>(widget))
            return 0;
        break;
    default:
        break;
    }
    return QProxyStyle::pixelMetric(metric, option, widget);
}

int HouseStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                          QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_ComboBox_Popup:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_Menu_SubMenuPopupDelay:
        return 120;
    case SH_ScrollView_FrameOnlyAroundContents:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace ui::widgets
