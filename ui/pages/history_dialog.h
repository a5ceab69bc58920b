// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/history_line.h"

#include <QDialog>

namespace ui::pages {

// The whole history: each entry can be undone, or all that came after it. Closes when something is chosen,
// and deletes itself then. Lives on gui.
class HistoryDialog final : public QDialog
{
    Q_OBJECT

public:
    HistoryDialog(const std::vector<models::HistoryLine> &lines, QWidget *parent);

signals:
    void undoRequested(qint64 entry);
    void backRequested(qint64 entry);
};

} // namespace ui::pages
