// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/ink.h"

#include <QStyledItemDelegate>

class QComboBox;

namespace ui::widgets {

// The lines of an opened list, each with a word at its end that the field does not show. Lives on gui.
class NotedChoices final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    static void note(QComboBox &list, int index, const QString &word,
                     Ink ink); // also for those who cannot see
    static QString wordOf(const QComboBox &list, int index);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace ui::widgets
