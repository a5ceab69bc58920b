// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/noted_choices.h"

#include <QComboBox>
#include <QPainter>

namespace ui::widgets {

namespace {

constexpr int kWordRole = Qt::UserRole + 40;
constexpr int kInkRole = Qt::UserRole + 41;
constexpr int kGap = 16;
constexpr int kPadding = 10;

} // namespace

void NotedChoices::note(QComboBox &list, int index, const QString &word, Ink ink)
{
    list.setItemData(index, word, kWordRole);
    list.setItemData(index, int(ink), kInkRole);
    list.setItemData(index, word, Qt::AccessibleDescriptionRole);
}

QString NotedChoices::wordOf(const QComboBox &list, int index)
{
    return list.itemData(index, kWordRole).toString();
}

void NotedChoices::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const QString word = index.data(kWordRole).toString();
    if (word.isEmpty())
        return;
    painter->save();
    painter->setFont(option.font);
    painter->setPen(colour(Ink(index.data(kInkRole).toInt()), option.palette));
    painter->drawText(option.rect.adjusted(0, 0, -kPadding, 0), Qt::AlignVCenter | Qt::AlignRight, word);
    painter->restore();
}

QSize NotedChoices::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    const QString word = index.data(kWordRole).toString();
    if (!word.isEmpty())
        size.rwidth() += kGap + option.fontMetrics.horizontalAdvance(word);
    return size;
}

} // namespace ui::widgets
