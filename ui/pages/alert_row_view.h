// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/watch_service.h"
#include "ui/models/settings_access.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace ui::widgets {
class Badge;
} // namespace ui::widgets

namespace ui::pages {

// One alert: how it stands and where its limit is, which can be changed. Lives
// on gui.
class AlertRowView final : public QWidget
{
    Q_OBJECT

public:
    AlertRowView(const relay::api::AlertRow &alert, models::SettingsAccess &settings,
                 QWidget *parent = nullptr);

    void showAlert(const relay::api::AlertRow &alert);
    QWidget &limit() const;

private:
    void showLimit();
    void give();
    void refuse(const QStringList &names, const QString &reason);

    models::SettingsAccess &m_settings;
    const std::string m_setting;
    QString m_shown;
    QLabel *m_title = nullptr;
    QLabel *m_now = nullptr;
    widgets::Badge *m_state = nullptr;
    QLineEdit *m_limit = nullptr;
    QLabel *m_trouble = nullptr;
};

} // namespace ui::pages
