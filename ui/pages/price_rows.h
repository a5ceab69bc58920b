// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/price_table.h"
#include "ui/widgets/table_look.h"

namespace ui::pages {

// Prices with how they look: what has none is a badge, and what can be typed there says so. Lives on gui.
class PriceRows final : public models::PriceTable
{
    Q_OBJECT

public:
    using PriceTable::PriceTable;

    QVariant data(const QModelIndex &index, int role) const override;
};

// Lets a price be typed in its cell, and keeps the cell open while that is none. Lives on gui.
class PriceDelegate final : public widgets::TableDelegate
{
    Q_OBJECT

public:
    using TableDelegate::TableDelegate;

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;

signals:
    void objected(const QString &why) const; // empty: it is fine now

protected:
    bool eventFilter(QObject *editor, QEvent *event) override;

private:
    QString look(QWidget *editor) const; // at what is typed: marks the field, tells what is wrong
};

} // namespace ui::pages
