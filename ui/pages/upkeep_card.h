// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"

#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QLabel;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace ui::models {
class DatabaseChores;
struct Chore;
} // namespace ui::models

namespace ui::widgets {
class ElidedLabel;
class ProgressLine;
} // namespace ui::widgets

namespace ui::pages {

// What keeps the file in order: integrity, VACUUM, backups, retention. Lives on gui.
class UpkeepCard final : public QWidget
{
    Q_OBJECT

public:
    explicit UpkeepCard(models::DatabaseChores &chores);

    void refresh(); // also the time that has passed
    void setBackups(std::optional<std::vector<relay::api::BackupFile>> files); // none: not known
    void setRetention(int days, const QString &lockedBy); // below 0: not known; not empty: cannot be changed

signals:
    void restoreRequested();
    void retentionChosen(int days);

private:
    struct Row
    {
        widgets::ElidedLabel *fact = nullptr;
        widgets::ProgressLine *progress = nullptr; // null: it never takes long
        QPushButton *button = nullptr;
        QString verb;
    };

    Row addRow(QVBoxLayout *column, const QString &title, const QString &verb, const char *object);
    Row addLongRow(QVBoxLayout *column, const QString &title, const QString &verb, const char *object);
    // On its button: it begins, or breaks off what it began.
    void press(const models::Chore &chore, const std::function<void()> &begin);
    bool showLong(const Row &row, const models::Chore &chore); // false: it does not run
    void buildRetention(QVBoxLayout *column);
    void showChore(const Row &row, const models::Chore &chore, const QString &before);
    void showBackups();
    void editRetention(bool editing);

    models::DatabaseChores &m_chores;
    std::optional<std::vector<relay::api::BackupFile>> m_backups;
    Row m_integrity;
    Row m_vacuum;
    Row m_restore;
    Row m_retention;
    QWidget *m_edit = nullptr;
    QSpinBox *m_days = nullptr;
    int m_daysNow = -1;
};

} // namespace ui::pages
