// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/traffic_service.h"
#include "ui/models/settings_access.h"
#include "ui/widgets/card.h"

class QLabel;
class QPushButton;
class QSpinBox;

namespace ui::widgets {
class Badge;
class CopyField;
class ToggleSwitch;
} // namespace ui::widgets

namespace ui::pages {

// The server that other tools read profiles from: on or off, its port, its address and how to use it. Lives
// on gui.
class ProfilingServerCard final : public QWidget
{
    Q_OBJECT

public:
    ProfilingServerCard(models::SettingsAccess &settings, relay::api::TrafficService &traffic);

private:
    void buildPort();
    QWidget *buildUse();
    void showApply();
    void takePort();
    void refusePort(const QString &reason);
    void showState();
    void showAddress(const QString &port);
    void turn(bool on);
    void movePort();
    void refuse(const QStringList &names, const QString &reason);

    models::SettingsAccess &m_settings;
    relay::api::TrafficService &m_traffic;
    int m_setPort = 0;
    bool m_trying = false;
    widgets::ToggleSwitch *m_switch = nullptr;
    widgets::Badge *m_state = nullptr;
    QLabel *m_lock = nullptr;
    QSpinBox *m_port = nullptr;
    QPushButton *m_apply = nullptr;
    QLabel *m_trouble = nullptr;
    QWidget *m_use = nullptr; // while it listens
    widgets::CopyField *m_address = nullptr;
    widgets::CopyField *m_command = nullptr;
};

} // namespace ui::pages
