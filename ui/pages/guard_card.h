// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/watch_service.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace ui::widgets {
class Badge;
} // namespace ui::widgets

namespace ui::models {
class SettingsModel;
} // namespace ui::models

namespace ui::pages {

// Whether a change is watched, for how long still, what is seen and past what it would be undone. Lives on
// gui.
class GuardCard final : public QWidget
{
    Q_OBJECT

public:
    explicit GuardCard(models::SettingsModel &model, QWidget *parent = nullptr);

private:
    static bool isRoomBeside();
    QWidget *buildWatching();
    void show();
    void showFigures(const relay::api::GuardSnapshot &guard);

    models::SettingsModel &m_model;
    widgets::Badge *m_badge = nullptr;
    QStackedWidget *m_faces = nullptr;
    QLabel *m_rest = nullptr;
    QWidget *m_bar = nullptr;
    QLabel *m_errors = nullptr;
    QLabel *m_errorLimit = nullptr;
    QLabel *m_overhead = nullptr;
    QLabel *m_overheadLimit = nullptr;
    QPushButton *m_keep = nullptr;
    QPushButton *m_undo = nullptr;
};

} // namespace ui::pages
