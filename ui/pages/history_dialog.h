// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/history_line.h"

#include <QDialog>

#include <vector>

class QPushButton;
class QVBoxLayout;

namespace ui::pages {

// The whole history, kAtOnce entries at a time: each can be undone, or all that came after it. Closes when
// something is chosen, and deletes itself then. Lives on gui.
class HistoryDialog final : public QDialog
{
    Q_OBJECT

public:
    static constexpr std::size_t kAtOnce = 100; // some six widgets each

    HistoryDialog(std::vector<models::HistoryLine> lines, QWidget *parent);

signals:
    void undoRequested(qint64 entry);
    void backRequested(qint64 entry);

private:
    void showMore();
    QWidget *newEntry(std::size_t index);

    const std::vector<models::HistoryLine> m_lines;
    std::size_t m_shown = 0;
    QVBoxLayout *m_rows = nullptr;
    QPushButton *m_more = nullptr;
};

} // namespace ui::pages
