// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

#include <QTimer>

#include <optional>
#include <vector>

class QAction;
class QPushButton;

namespace ui::models {
class DatabaseChores;
} // namespace ui::models

namespace ui::widgets {
class NumberStrip;
} // namespace ui::widgets

namespace ui::pages {

class CheckpointCard;
class LogChartCard;
class PowerCard;
class UpkeepCard;

// The database file: how large it and its log are, what is at risk, and what can be done. Lives on gui.
class DatabasePage final : public Page
{
    Q_OBJECT

public:
    explicit DatabasePage(const PageContext &context);

    std::any draft() const override; // what came of the work that was done here
    void takeDraft(const std::any &draft) override;

protected:
    void activate() override;
    void deactivate() override;

private:
    void buildHeader();
    void buildCards();
    void tick();
    void readDatabase();
    void readSettings();
    void readBackups();
    void take(const relay::api::DatabaseSnapshot &database);
    void showStrip();
    void change(std::vector<std::pair<std::string, std::string>> values, const QString &done,
                bool canBeUndone = true);
    void keepRows(int days);
    void openRestore();
    void restore(const QString &file);

    models::DatabaseChores *m_chores = nullptr;
    relay::api::DatabaseSnapshot m_database;
    bool m_known = false;
    bool m_reading = false;
    bool m_batched = true;
    int m_keptDays = 0; // 0: for ever
    int m_ticks = 0;
    std::optional<std::vector<relay::api::BackupFile>> m_backups; // none: not known
    QTimer m_clock;
    QPushButton *m_check = nullptr;
    QPushButton *m_backUp = nullptr;
    QPushButton *m_more = nullptr;
    QAction *m_compact = nullptr;
    widgets::NumberStrip *m_strip = nullptr;
    LogChartCard *m_chart = nullptr;
    PowerCard *m_power = nullptr;
    CheckpointCard *m_checkpoints = nullptr;
    UpkeepCard *m_upkeep = nullptr;
};

} // namespace ui::pages
