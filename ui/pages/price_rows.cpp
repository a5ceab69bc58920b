// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/price_rows.h"

#include "ui/widgets/theme.h"

#include <QKeyEvent>
#include <QLineEdit>

namespace ui::pages {

namespace {

constexpr const char *kColumn = "priceColumn";

} // namespace

QVariant PriceRows::data(const QModelIndex &index, int role) const
{
    if (role < Qt::UserRole || !index.isValid())
        return PriceTable::data(index, role);
    const int row = index.row();
    const int column = index.column();
    if (role == widgets::MonoRole)
        return column == Model;
    if (role == widgets::BadgeRole && column == Source && isUnpriced(row))
        return int(widgets::Tone::Warn);
    if (role == widgets::BoldRole)
        return column == Source && isOwn(row);
    if (role == widgets::DimRole)
        return column == Date || (column == Source && !isOwn(row)) ||
               (column >= Input && column <= Reasoning &&
                PriceTable::data(index, Qt::EditRole).toString().isEmpty());
    return {};
}

QWidget *PriceDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                     const QModelIndex &index) const
{
    auto *line = new QLineEdit(parent);
    line->setObjectName(QStringLiteral("price"));
    line->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->setProperty(kColumn, index.column());
    const QString model = index.siblingAtColumn(models::PriceTable::Model).data().toString();
    const QString column = index.model()->headerData(index.column(), Qt::Horizontal).toString();
    line->setAccessibleName(tr("%1, %2").arg(model, column));
    connect(line, &QLineEdit::textEdited, this, [this, line] { look(line); });
    return line;
}

void PriceDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    auto *line = qobject_cast<QLineEdit *>(editor);
    if (line->isModified())
        return; // the row was read again while somebody types
    line->setText(index.data(Qt::EditRole).toString());
    line->selectAll();
}

void PriceDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    const auto *line = qobject_cast<QLineEdit *>(editor);
    if (models::PriceTable::objection(line->text(), index.column()).isEmpty())
        model->setData(index, line->text());
    emit objected({}); // what was no price is left behind, as it was
}

QString PriceDelegate::look(QWidget *editor) const
{
    const auto *line = qobject_cast<QLineEdit *>(editor);
    QString why = models::PriceTable::objection(line->text(), editor->property(kColumn).toInt());
    editor->setProperty("invalid", !why.isEmpty());
    editor->update();
    emit objected(why);
    return why;
}

bool PriceDelegate::eventFilter(QObject *editor, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        auto *widget = qobject_cast<QWidget *>(editor);
        const bool leaves = key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Tab;
        if (leaves && widget && !look(widget).isEmpty())
            return true; // stays, and says why
        if (key == Qt::Key_Escape)
            emit objected({});
    }
    return TableDelegate::eventFilter(editor, event);
}

} // namespace ui::pages
