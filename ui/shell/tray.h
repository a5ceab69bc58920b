// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/tray_icon.h"
#include "ui/shell/tray_menu.h"

#include <QSystemTrayIcon>
#include <QTimer>

namespace ui::shell {

// Icon, tool tip, menu and messages. Lives on gui.
class Tray final : public QObject
{
    Q_OBJECT

public:
    explicit Tray(relay::api::RelayService &service);
    ~Tray() override;

    void show();
    void hide();
    void retranslate();
    const QMenu &menu() { return m_menu.menu(); }
    QString toolTip() const { return m_icon.toolTip(); }
    TrayState state() const { return m_state; }

signals:
    void openRequested();
    void pageRequested(ui::pages::PageId page, const QString &subject);
    void quitRequested();

private:
    void refresh();
    void tell(const relay::api::Event &event);
    void followMessage();

    relay::api::RelayService &m_service;
    TrayMenu m_menu;
    QSystemTrayIcon m_icon;
    QTimer m_timer;
    TrayState m_state = TrayState::Running;
    bool m_dark = false;
    bool m_painted = false;
    bool m_toldOfUpdate = false; // by the last event that a message told of
};

} // namespace ui::shell
