// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/settings_access.h"
#include "ui/widgets/card.h"

class QLabel;
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
    explicit ProfilingServerCard(models::SettingsAccess &settings, QWidget *parent = nullptr);

private:
    QWidget *buildUse();
    void showState();
    void showAddress(const QString &port);
    void turn(bool on);
    void movePort();
    void refuse(const QStringList &names, const QString &reason);

    models::SettingsAccess &m_settings;
    widgets::ToggleSwitch *m_switch = nullptr;
    widgets::Badge *m_state = nullptr;
    QLabel *m_lock = nullptr;
    QSpinBox *m_port = nullptr;
    QLabel *m_trouble = nullptr;
    QWidget *m_use = nullptr; // while it listens
    widgets::CopyField *m_address = nullptr;
    widgets::CopyField *m_command = nullptr;
};

} // namespace ui::pages
