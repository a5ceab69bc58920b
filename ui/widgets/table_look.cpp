// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_look.h"

#include "ui/widgets/control_painting.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toggle_switch.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QPainter>
#include <QTableView>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui::widgets {

namespace {

constexpr int kGlyph = 14;
constexpr int kBar = 3;

QFont cellFont(const QModelIndex &index, const QFont &base)
{
    QFont font = index.data(MonoRole).toBool() ? fontOf(TextRole::MonoSmall) : base;
    if (index.data(BoldRole).toBool())
        font.setWeight(QFont::DemiBold);
    return font;
}

Ink cellInk(const QModelIndex &index, bool enabled)
{
    if (!enabled)
        return Ink::Disabled;
    if (const QVariant tone = index.data(ToneRole); tone.isValid() && Tone(tone.toInt()) != Tone::Neutral)
        return inkOf(Tone(tone.toInt()));
    return index.data(DimRole).toBool() ? Ink::Text2 : Ink::Text;
}

Qt::Alignment alignmentOf(const QModelIndex &index)
{
    const QVariant given = index.data(Qt::TextAlignmentRole);
    return given.isValid() ? Qt::Alignment(given.toInt()) : Qt::AlignLeft | Qt::AlignVCenter;
}

// At a table's edges text stands as far from them as in any card.
std::pair<int, int> paddingOf(const QWidget *view, const QModelIndex &index)
{
    const auto *table = qobject_cast<const QTableView *>(view);
    if (!table)
        return {kCellPadding, kCellPadding};
    const QHeaderView &header = *table->horizontalHeader();
    const int begin = header.sectionPosition(index.column());
    const bool last = begin + header.sectionSize(index.column()) == header.length();
    return {begin == 0 ? kOuterPadding : kCellPadding, last ? kOuterPadding : kCellPadding};
}

void paintWords(QPainter &painter, const QRect &area, const QModelIndex &index,
                const QStyleOptionViewItem &option)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const QString text = index.data(Qt::DisplayRole).toString();
    const QString second = index.data(SecondLineRole).toString();
    const Qt::Alignment alignment = alignmentOf(index);
    const int across = int((alignment & Qt::AlignHorizontal_Mask).toInt());
    QRect words = area;
    const QColor ink = colour(cellInk(index, enabled), option.palette);
    if (const QVariant glyph = index.data(GlyphRole); glyph.isValid()) {
        const QFontMetrics beside(option.font);
        const int px = scaled(kGlyph);
        QRectF box(words.left(), 0, px, px);
        // Its middle is that of the letters, which is below the line's.
        box.moveTop(area.top() + (area.height() - px) / 2.0 +
                    std::round((beside.ascent() - beside.descent() - beside.capHeight()) / 2.0));
        const QVariant tone = index.data(GlyphToneRole);
        const QColor own = tone.isValid() ? colour(inkOf(Tone(tone.toInt())), option.palette) : ink;
        paintGlyph(painter, Glyph(glyph.toInt()), box, own);
        words.setLeft(words.left() + px + 6);
    }
    const QFont font = cellFont(index, option.font);
    const QFontMetrics metrics(font);
    painter.setFont(font);
    painter.setPen(ink);
    if (second.isEmpty()) {
        drawFigures(painter, words, Qt::AlignVCenter | Qt::Alignment(across),
                    elidedFigures(QFontMetricsF(font), text, words.width()));
        return;
    }
    const QFont small = fontOf(TextRole::Secondary);
    const QFontMetrics smallMetrics(small);
    const int height = metrics.height() + smallMetrics.height() + 2;
    QRect line(words.left(), words.top() + (words.height() - height) / 2, words.width(), metrics.height());
    painter.drawText(line, Qt::AlignVCenter | across, metrics.elidedText(text, Qt::ElideRight, line.width()));
    line = QRect(line.left(), line.bottom() + 3, line.width(), smallMetrics.height());
    painter.setFont(small);
    painter.setPen(colour(enabled ? Ink::Text2 : Ink::Disabled, option.palette));
    painter.drawText(line, Qt::AlignVCenter | across,
                     smallMetrics.elidedText(second, Qt::ElideRight, line.width()));
}

} // namespace

void TableDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const auto *view = qobject_cast<const QAbstractItemView *>(item.widget);
    item.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);
    painter->save();
    painter->fillRect(QRect(item.rect.left(), item.rect.bottom(), item.rect.width(), 1),
                      colour(Ink::Line, item.palette));
    if (item.state & QStyle::State_Selected && index.column() == 0)
        painter->fillRect(QRect(item.rect.left(), item.rect.top(), kBar, item.rect.height()),
                          colour(Ink::Accent, item.palette));
    const auto [left, right] = paddingOf(view, index);
    const QRect area = item.rect.adjusted(left, 0, -right, -1);
    if (const QVariant on = index.data(SwitchRole); on.isValid()) {
        QRect box(QPoint(0, 0), ToggleSwitch::painted());
        box.moveCenter(area.center());
        box.moveRight(area.right()); // beneath the header's word
        const bool focus = view && view->hasFocus() && view->currentIndex() == index;
        ToggleSwitch::paint(*painter, box, item.palette, on.toBool(), index.flags() & Qt::ItemIsEnabled,
                            focus);
    } else if (const QVariant badge = index.data(BadgeRole); badge.isValid()) {
        const QString text = index.data(Qt::DisplayRole).toString();
        if (!text.isEmpty()) {
            painter->setFont(fontOf(TextRole::Secondary));
            const QSize size = Badge::sizeOf(painter->font(), text, false);
            QRect box(area.left(), area.top() + (area.height() - size.height()) / 2,
                      std::min(size.width(), area.width()), size.height());
            if (alignmentOf(index) & Qt::AlignRight)
                box.moveRight(area.right());
            Badge::paint(*painter, box, item.palette, Tone(badge.toInt()), text, std::nullopt);
        }
    } else {
        paintWords(*painter, area, index, item);
    }
    painter->restore();
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFont font = cellFont(index, option.font);
    int width = int(std::ceil(figuresWidth(QFontMetricsF(font), index.data(Qt::DisplayRole).toString())));
    const QString second = index.data(SecondLineRole).toString();
    if (!second.isEmpty())
        width = std::max(width, QFontMetrics(fontOf(TextRole::Secondary)).horizontalAdvance(second));
    if (index.data(GlyphRole).isValid())
        width += scaled(kGlyph) + 6;
    if (index.data(SwitchRole).isValid())
        width = ToggleSwitch::painted().width() + 8;
    if (index.data(BadgeRole).isValid())
        width += 2 * kCellPadding;
    const auto [left, right] = paddingOf(option.widget, index);
    return {width + left + right + 4, QFontMetrics(font).height() + 12};
}

// What does not fit is told in full.
bool TableDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                              const QModelIndex &index)
{
    const bool cut = event->type() == QEvent::ToolTip && index.data(Qt::ToolTipRole).isNull() &&
                     sizeHint(option, index).width() > option.rect.width() + 4;
    if (!cut)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString second = index.data(SecondLineRole).toString();
    const QString text = index.data(Qt::DisplayRole).toString();
    QToolTip::showText(event->globalPos(), second.isEmpty() ? text : text % u'\n' % second, view,
                       option.rect);
    return true;
}

void dressTable(QTableView &table, int rowHeight)
{
    table.setItemDelegate(new TableDelegate(&table));
    table.setShowGrid(false);
    table.setFrameShape(QFrame::NoFrame);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setWordWrap(false);
    table.setMouseTracking(true);
    table.setTabKeyNavigation(false);
    table.setCornerButtonEnabled(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(scaled(rowHeight));
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    QHeaderView *header = table.horizontalHeader();
    header->setFont(fontOf(TextRole::Secondary));
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setMinimumHeight(32);
    header->setStretchLastSection(false);
}

} // namespace ui::widgets
