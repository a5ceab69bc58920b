// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/token_table_model.h"

#include <QTableView>

namespace ui::pages {

// The table of tokens: a click opens, one on the key copies it, the switch switches. Lives on gui.
class TokenTable final : public QTableView
{
    Q_OBJECT

public:
    explicit TokenTable(TokenTableModel &tokens);

    void setCompact(bool compact); // a panel is open beside: the less important columns give way

signals:
    void chosen(std::int64_t id);
    void copyRequested(std::int64_t id);
    void switchRequested(std::int64_t id);
    void removeRequested(std::int64_t id);

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();

    TokenTableModel &m_tokens;
    bool m_compact = false;
};

} // namespace ui::pages
