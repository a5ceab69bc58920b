// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/token_table.h"

#include "ui/widgets/scaled.h"
#include "ui/widgets/table_look.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace ui::pages {

namespace {

using relay::model::Token;
using widgets::Ink;

constexpr int kRowHeight = 52;
constexpr int kCopyGlyph = 14;
constexpr int kBarWidth = 56;
constexpr int kBarHeight = 3;
constexpr double kNearlySpent = 0.9;

// A key has a sign that it can be copied, a limited sum a bar of how much of it is gone.
class TokenDelegate final : public widgets::TableDelegate
{
public:
    using TableDelegate::TableDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        TableDelegate::paint(painter, option, index);
        if (index.column() == TokenTableModel::KeyColumn) {
            QRect box(QPoint(0, 0), QSize(1, 1) * widgets::scaled(kCopyGlyph));
            box.moveCenter(option.rect.center());
            box.moveRight(option.rect.right() - 10);
            widgets::paintGlyph(*painter, widgets::Glyph::Copy, box,
                                widgets::colour(Ink::Text2, option.palette));
        }
        if (const QVariant share = index.data(TokenTableModel::ShareRole); share.isValid())
            paintBar(*painter, option, share.toDouble());
    }

private:
    static void paintBar(QPainter &painter, const QStyleOptionViewItem &option, double share)
    {
        QRectF track(0, 0, kBarWidth, kBarHeight);
        track.moveRight(option.rect.right() - 8);
        track.moveTop(option.rect.center().y() + option.fontMetrics.height() / 2.0 + 1);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(widgets::colour(Ink::Line, option.palette));
        painter.drawRoundedRect(track, 1.5, 1.5);
        track.setWidth(std::clamp(share, 0.0, 1.0) * kBarWidth);
        painter.setBrush(widgets::colour(share >= kNearlySpent ? Ink::Warn : Ink::Accent, option.palette));
        painter.drawRoundedRect(track, 1.5, 1.5);
        painter.restore();
    }
};

} // namespace

TokenTable::TokenTable(TokenTableModel &tokens)
    : m_tokens(tokens)
{
    setModel(&tokens);
    widgets::dressTable(*this, kRowHeight);
    setItemDelegate(new TokenDelegate(this));
    setAccessibleName(tr("Tokens"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionsClickable(false);
}

void TokenTable::setCompact(bool compact)
{
    m_compact = compact;
    setColumnHidden(TokenTableModel::KeyColumn, compact); // the panel shows it
    setColumnHidden(TokenTableModel::LastUseColumn, compact);
    fitColumns();
}

void TokenTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void TokenTable::fitColumns()
{
    using widgets::scaled;
    const std::pair<TokenTableModel::Column, int> widths[] = {
        {TokenTableModel::KeyColumn, 190},     {TokenTableModel::UsedColumn, 86},
        {TokenTableModel::LeftColumn, 90},     {TokenTableModel::ExpiresColumn, 104},
        {TokenTableModel::LastUseColumn, 116}, {TokenTableModel::OnColumn, 66}};
    const int least = scaled(120);
    int rest = viewport()->width();
    int figures = 0;
    for (const auto &[column, at13px] : widths) {
        setColumnWidth(column, scaled(at13px));
        if (!isColumnHidden(column))
            figures += columnWidth(column);
    }
    rest -= figures;
    setColumnWidth(TokenTableModel::NameColumn, std::max(least, rest));
    setMinimumWidth(least + figures + 2 * frameWidth()); // the page scrolls where this is too much
}

void TokenTable::mouseReleaseEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    QTableView::mouseReleaseEvent(event);
    const Token *token = index.isValid() ? m_tokens.tokenAt(index.row()) : nullptr;
    if (!token || event->button() != Qt::LeftButton)
        return;
    if (index.column() == TokenTableModel::OnColumn)
        emit switchRequested(token->id);
    else if (index.column() == TokenTableModel::KeyColumn)
        emit copyRequested(token->id);
    else
        emit chosen(token->id);
}

void TokenTable::keyPressEvent(QKeyEvent *event)
{
    const int row = currentIndex().row();
    const Token *token = m_tokens.tokenAt(row);
    if (token && event->matches(QKeySequence::Copy)) {
        emit copyRequested(token->id);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Space:
        if (token)
            emit switchRequested(token->id);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (token)
            emit chosen(token->id);
        return;
    case Qt::Key_Delete:
        if (token)
            emit removeRequested(token->id);
        return;
    default:
        break;
    }
    QTableView::keyPressEvent(event);
}

void TokenTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index =
        event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    const Token *token = m_tokens.tokenAt(index.row());
    if (!token)
        return;
    const std::int64_t id = token->id;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy key"), this, [this, id] { emit copyRequested(id); });
    menu->addAction(tr("Edit limits"), this, [this, id] { emit chosen(id); });
    menu->addAction(token->enabled ? tr("Turn off") : tr("Turn on"), this,
                    [this, id] { emit switchRequested(id); });
    menu->addSeparator();
    menu->addAction(tr("Revoke…"), this, [this, id] { emit removeRequested(id); });
    menu->popup(event->globalPos());
}

} // namespace ui::pages
