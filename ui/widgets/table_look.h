// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/badge.h"

#include <QStyledItemDelegate>

class QAbstractItemView;
class QTableView;

// How tables of the house look: a header of 32, rows of 36 or 52, no grid, lines between, selection as a soft
// fill with a bar. Lives on gui.
namespace ui::widgets {

// What a cell may say beside Qt::DisplayRole.
enum TableRole {
    SecondLineRole = Qt::UserRole + 100, // QString, under the first, in text2
    ToneRole,                            // int(Tone): the text's colour
    GlyphRole,                           // int(Glyph), before the text
    GlyphToneRole,                       // int(Tone): the glyph's colour, where it is not the text's
    BadgeRole,                           // int(Tone): the text is a badge of it
    SwitchRole,                          // bool: a switch instead of a text
    DimRole,                             // bool: in text2
    MonoRole,                            // bool
    BoldRole                             // bool
};

class TableDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
};

// `rowHeight` is that at 13 px of text; it grows with the font. Alignment comes from the model.
void dressTable(QTableView &table, int rowHeight = 36);

} // namespace ui::widgets
