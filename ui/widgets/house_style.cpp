// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/house_style.h"

#include "ui/widgets/control_painting.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/scaled.h"

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

constexpr int kListPadding = 7;
constexpr int kSpinColumn = 22; // of the two arrows
constexpr int kWidestList = 480;

// What a combo box opens.
bool isListOfChoice(const QWidget *widget)
{
    return widget && widget->inherits("QComboBoxListView");
}

// As wide as its longest line: a field may be narrower than what can be chosen.
QRect listRect(QRect rect, const QWidget *widget)
{
    const auto *combo = qobject_cast<const QComboBox *>(widget);
    if (!combo || combo->count() == 0)
        return rect;
    const QAbstractItemView *list = combo->view();
    const int scrollBar =
        combo->count() > combo->maxVisibleItems() ? list->verticalScrollBar()->sizeHint().width() : 0;
    const int longest = list->sizeHintForColumn(combo->modelColumn()) + scrollBar + 2; // and its frame
    rect.setWidth(std::max(rect.width(), std::min(longest, scaled(kWidestList))));
    return rect;
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

void HouseStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    switch (element) {
    case PE_PanelLineEdit:
        if (widget && qobject_cast<const QComboBox *>(widget->parentWidget()))
            return;
        if (const auto *panel = qstyleoption_cast<const QStyleOptionFrame *>(option);
            panel && panel->lineWidth > 0)
            paintField(painter, *option, option->rect, widget);
        return;
    case PE_FrameLineEdit:
    case PE_FrameFocusRect:
    case PE_PanelItemViewRow:
        return;
    case PE_IndicatorCheckBox:
        paintCheck(painter, *option, false);
        return;
    case PE_IndicatorRadioButton:
        paintCheck(painter, *option, true);
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
            return paintPush(painter, *button, widget);
        break;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return paintMenuItem(painter, *item);
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        paintHeader(painter, *option);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            QStyleOptionHeader quiet = *header;
            quiet.palette.setColor(QPalette::ButtonText, colour(Ink::Text2, header->palette));
            quiet.state &= ~State_On; // no bold for the column of the current cell
            const bool only = header->position == QStyleOptionHeader::OnlyOneSection;
            if (only || header->position == QStyleOptionHeader::Beginning)
                quiet.rect.setLeft(quiet.rect.left() + kOuterPadding - kCellPadding);
            if (only || header->position == QStyleOptionHeader::End)
                quiet.rect.setRight(quiet.rect.right() - kOuterPadding + kCellPadding);
            painter->setFont(widget ? widget->font() : painter->font());
            return QProxyStyle::drawControl(element, &quiet, painter, widget);
        }
        break;
    case CE_ItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            QStyleOptionViewItem legible = *item; // on Ink::Selected, not on the accent
            legible.palette.setColor(QPalette::HighlightedText, colour(Ink::Text, item->palette));
            return QProxyStyle::drawControl(element, &legible, painter, widget);
        }
        break;
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option)) {
            if (combo->editable)
                return;
            const QRect area = combo->rect.adjusted(11, 0, -scaled(kArrowSpace), 0);
            const auto *box = qobject_cast<const QComboBox *>(widget);
            const bool none = box && box->currentIndex() == 0 && box->property("firstIsNone").toBool();
            const Ink ink = !(combo->state & State_Enabled) ? Ink::Disabled : none ? Ink::Text2 : Ink::Text;
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
        return paintCombo(painter, *combo, widget);
    if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        spin && control == CC_SpinBox)
        return paintSpin(painter, *spin, subControlRect(control, option, SC_SpinBoxUp, widget),
                         subControlRect(control, option, SC_SpinBoxDown, widget), widget);
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        bar && control == CC_ScrollBar)
        return paintScrollBar(painter, *bar, subControlRect(control, option, SC_ScrollBarSlider, widget));
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QSize HouseStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                   const QWidget *widget) const
{
    const int height = isInRow(widget) ? kRowControlHeight : kControlHeight;
    switch (type) {
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return pushSize(*button, widget);
        break;
    case CT_ComboBox:
    case CT_SpinBox:
    case CT_LineEdit: {
        const int text = option ? option->fontMetrics.height() : 0;
        const int wide = type == CT_ComboBox  ? scaled(kArrowSpace) + 16
                         : type == CT_SpinBox ? scaled(kSpinColumn) + 22
                                              : 20;
        return {size.width() + wide, std::max(height, text + 10)};
    }
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator)
                return {size.width(), 9};
            if (item->text.contains(u'\n')) {
                const QSize lines = item->fontMetrics.size(Qt::TextShowMnemonic, item->text);
                return {lines.width() + 8 + scaled(48), lines.height() + 12};
            }
            return {size.width() + 8 + scaled(48), std::max(30, item->fontMetrics.height() + 10)};
        }
        break;
    case CT_ItemViewItem:
        if (isListOfChoice(widget)) {
            const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
            return {base.width() + 2 * kListPadding, std::max(kRowControlHeight, base.height())};
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
            return whole.adjusted(2, 1, -scaled(kArrowSpace), -1);
        if (part == SC_ComboBoxArrow)
            return QRect(whole.right() - scaled(kArrowSpace), whole.top(), scaled(kArrowSpace),
                         whole.height());
        if (part == SC_ComboBoxListBoxPopup)
            return listRect(QProxyStyle::subControlRect(control, option, part, widget), widget);
    }
    if (control == CC_SpinBox) {
        const int column = scaled(kSpinColumn);
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
    const QRect base = QProxyStyle::subElementRect(element, option, widget);
    // Beneath the words in the field.
    return element == SE_ItemViewItemText && isListOfChoice(widget)
               ? base.adjusted(kListPadding, 0, -kListPadding, 0)
               : base;
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
        return scaled(18);
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
        return scaled(16);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return scaled(6);
    case PM_HeaderMargin:
        return 8; // as the cells below
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
