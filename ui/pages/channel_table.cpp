// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channel_table.h"

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

using relay::model::Channel;
using widgets::Ink;

constexpr int kRowHeight = 52;
constexpr int kMargin = 15;
constexpr int kGripWidth = 25;
constexpr int kGripPx = 14;

// A grip before the name, lines that end where the text does, and a name in bold while it is chosen.
class ChannelDelegate final : public widgets::TableDelegate
{
public:
    using TableDelegate::TableDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        TableDelegate::paint(painter, option, index);
        const bool chosen = option.state & QStyle::State_Selected;
        const bool first = index.column() == ChannelTableModel::GripColumn;
        const bool last = index.column() == ChannelTableModel::ColumnCount - 1;
        const QRect &cell = option.rect;
        if (first) {
            const int px = widgets::scaled(kGripPx);
            const QRect grip(cell.left() + widgets::scaled(kMargin - 5), cell.center().y() - px / 2 + 1, px,
                             px);
            widgets::paintGlyph(*painter, widgets::Glyph::Grip, grip,
                                widgets::colour(chosen ? Ink::Text2 : Ink::Field, option.palette));
        }
        if (chosen || !(first || last))
            return;
        const int left = first ? cell.left() : cell.right() - kMargin + 1;
        painter->fillRect(QRect(left, cell.bottom(), kMargin, 1), widgets::colour(Ink::Card, option.palette));
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        TableDelegate::initStyleOption(option, index);
        if (index.column() == ChannelTableModel::ChannelColumn && option->state & QStyle::State_Selected)
            option->font.setWeight(QFont::DemiBold);
    }
};

} // namespace

ChannelTable::ChannelTable(ChannelTableModel &channels)
    : m_channels(channels)
{
    setModel(&channels);
    widgets::dressTable(*this, kRowHeight);
    setItemDelegate(new ChannelDelegate(this));
    setAccessibleName(tr("Channels"));
    setDragEnabled(true);
    setAcceptDrops(true);
    setDragDropMode(QAbstractItemView::InternalMove);
    setDragDropOverwriteMode(false);
    setDefaultDropAction(Qt::MoveAction);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setMinimumSectionSize(widgets::scaled(kGripWidth));
    horizontalHeader()->setSectionsClickable(false);
    connect(&channels, &ChannelTableModel::moveRequested, this, &ChannelTable::moveRequested);
}

void ChannelTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

// The figures take what they need, the name and the state share the rest.
void ChannelTable::fitColumns()
{
    using widgets::scaled;
    const int gripWidth = scaled(kGripWidth);
    const int figures[] = {scaled(78), scaled(72), scaled(70)};
    const int rest = viewport()->width() - gripWidth - figures[0] - figures[1] - figures[2];
    const int state = std::clamp(rest * 2 / 5, scaled(110), scaled(200));
    setColumnWidth(ChannelTableModel::GripColumn, gripWidth);
    setColumnWidth(ChannelTableModel::ChannelColumn, std::max(scaled(120), rest - state));
    setColumnWidth(ChannelTableModel::StateColumn, state);
    setColumnWidth(ChannelTableModel::P95Column, figures[0]);
    setColumnWidth(ChannelTableModel::TodayColumn, figures[1]);
    setColumnWidth(ChannelTableModel::OnColumn, figures[2]);
    const int least = gripWidth + scaled(120) + scaled(110) + figures[0] + figures[1] + figures[2];
    setMinimumWidth(least + 2 * frameWidth()); // the page scrolls where this is too much
}

void ChannelTable::mouseReleaseEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool dragged = state() == DraggingState || state() == DragSelectingState;
    QTableView::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton || dragged)
        return;
    const Channel *channel = index.isValid() ? m_channels.channelAt(index.row()) : nullptr;
    if (!channel)
        return;
    if (index.column() == ChannelTableModel::OnColumn)
        emit switchRequested(channel->id);
    else
        emit chosen(channel->id);
}

void ChannelTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    scrollTo(current);
}

void ChannelTable::keyPressEvent(QKeyEvent *event)
{
    const int row = currentIndex().row();
    const Channel *channel = m_channels.channelAt(row);
    const bool up = event->key() == Qt::Key_Up;
    const bool down = event->key() == Qt::Key_Down;
    if (channel && event->modifiers() & Qt::AltModifier && (up || down)) {
        const int to = up ? row - 1 : row + 1;
        if (to >= 0 && to < m_channels.rowCount())
            emit moveRequested(row, to);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Space:
        if (channel)
            emit switchRequested(channel->id);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (channel)
            emit chosen(channel->id);
        return;
    case Qt::Key_Delete:
        if (channel)
            emit removeRequested(channel->id);
        return;
    default:
        break;
    }
    QTableView::keyPressEvent(event);
    if (const Channel *now = m_channels.channelAt(currentIndex().row()); now && currentIndex().row() != row)
        emit chosen(now->id);
}

void ChannelTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index =
        event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    const Channel *channel = m_channels.channelAt(index.row());
    if (!channel)
        return;
    const std::int64_t id = channel->id;
    const int row = index.row();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(channel->enabled ? tr("Turn off") : tr("Turn on"), this,
                    [this, id] { emit switchRequested(id); });
    menu->addAction(tr("Test"), this, [this, id] { emit testRequested(id); });
    menu->addSeparator();
    menu->addAction(tr("Move up"), this, [this, row] { emit moveRequested(row, row - 1); })
        ->setEnabled(row > 0);
    menu->addAction(tr("Move down"), this, [this, row] { emit moveRequested(row, row + 1); })
        ->setEnabled(row + 1 < m_channels.rowCount());
    menu->addAction(tr("Share requests with the one above, by weight"), this,
                    [this, id] { emit shareRequested(id); })
        ->setEnabled(row > 0 && m_channels.channelAt(row - 1)->priority != channel->priority);
    menu->addSeparator();
    menu->addAction(tr("Delete…"), this, [this, id] { emit removeRequested(id); });
    menu->popup(event->globalPos());
}

} // namespace ui::pages
