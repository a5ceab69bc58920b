// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/channel_table_model.h"

#include <QTableView>

namespace ui::pages {

// The table of channels: a click selects, the switch switches, a grip drags, Alt and the arrows move. Lives
// on gui.
class ChannelTable final : public QTableView
{
    Q_OBJECT

public:
    explicit ChannelTable(ChannelTableModel &channels);

signals:
    void chosen(std::int64_t id); // by mouse or keys, the one that is chosen included
    void switchRequested(std::int64_t id);
    void moveRequested(int from, int to);
    void removeRequested(std::int64_t id);
    void shareRequested(std::int64_t id); // with the one above
    void testRequested(std::int64_t id);

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();

    ChannelTableModel &m_channels;
};

} // namespace ui::pages
