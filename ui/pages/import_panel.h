// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/import_service.h"

#include <QTimer>
#include <QWidget>

class QGridLayout;
class QLabel;
class QPushButton;

namespace ui::widgets {
class Banner;
class ElidedLabel;
} // namespace ui::widgets

namespace ui::pages {

// Brings over what another relay's database holds: first what would come and what would not, then, when that
// is wanted, the import itself. Lives on gui.
class ImportPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ImportPanel(relay::api::ImportService &service);

    void look(const QString &file); // a dry run
    bool isBusy() const { return m_clock.isActive(); }

signals:
    void imported(const relay::api::ImportReport &report);
    void closeRequested();

private:
    void run(bool dry);
    void showReport(const relay::api::ImportReport &report);
    void addCounts(const QString &what, const relay::api::ImportCounts &counts);
    void clearReport();
    QWidget *buildFoot();

    relay::api::ImportService &m_service;
    QString m_file;
    bool m_dry = true; // it only reads
    int m_seconds = 0;
    int m_number = 0;
    QTimer m_clock;
    widgets::ElidedLabel *m_fileLabel = nullptr;
    widgets::Banner *m_trouble = nullptr;
    QLabel *m_state = nullptr;
    QWidget *m_counts = nullptr;
    QGridLayout *m_grid = nullptr;
    QLabel *m_notes = nullptr;
    QPushButton *m_close = nullptr;
    QPushButton *m_import = nullptr;
};

} // namespace ui::pages
