// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"

#include <QWidget>

#include <array>

class QLabel;
class QPushButton;

namespace ui::models {
class DatabaseChores;
} // namespace ui::models

namespace ui::widgets {
class GlyphLabel;
class Banner;
class Card;
} // namespace ui::widgets

namespace ui::pages {

// The four checkpoints: what each blocks, what came of it, and who keeps the log from shrinking. Lives on
// gui.
class CheckpointCard final : public QWidget
{
    Q_OBJECT

public:
    explicit CheckpointCard(models::DatabaseChores &chores);

    void refresh(bool hasLog, const QString &journalMode); // also the time that has passed

private:
    struct Row
    {
        QPushButton *button = nullptr;
        widgets::GlyphLabel *icon = nullptr;
        QLabel *answer = nullptr;
        QLabel *time = nullptr;
    };

    void addRow(int index);
    void showRow(int index);

    models::DatabaseChores &m_chores;
    bool m_hasLog = true;
    widgets::Card *m_card = nullptr;
    std::array<Row, 4> m_rows;
    widgets::Banner *m_holder = nullptr;
};

} // namespace ui::pages
