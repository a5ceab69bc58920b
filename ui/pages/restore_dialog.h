// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/database_service.h"
#include "ui/widgets/dialog.h"

#include <optional>
#include <vector>

class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace ui::pages {

// Which backup is to take the database's place, and what is lost by it. Opens over a window, deletes itself.
// Lives on gui.
class RestoreDialog final : public widgets::Dialog
{
    Q_OBJECT

public:
    RestoreDialog(QWidget *over, const std::optional<std::vector<relay::api::BackupFile>> &files);

signals:
    void chosen(const QString &file);

private:
    void fill(const std::vector<relay::api::BackupFile> &files);
    void add(const relay::api::BackupFile &file);
    void sayLine(const QString &text);
    QListWidgetItem *newItem(const QString &text, const QString &path) const;
    void askForFile();

    QListWidget *m_list = nullptr;
    QPushButton *m_restore = nullptr;
};

} // namespace ui::pages
