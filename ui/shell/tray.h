// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/tray_icon.h"
#include "ui/shell/tray_menu.h"

#include <QSystemTrayIcon>
#include <QTimer>

#include <functional>

namespace ui::shell {

// Icon, tool tip, menu and messages. Lives on gui.
class Tray final : public QObject
{
    Q_OBJECT

public:
    using PanelCheck = std::function<bool()>;

    // `panelIsDark`: what the icon stands on, which need not be as the windows are.
    explicit Tray(
        relay::api::RelayService &service, PanelCheck panelIsDark = [] { return false; });
    ~Tray() override;

    void show();
    void hide();
    void retranslate();
    void tellHidden();    // where the window has gone
    void setRestarting(); // the relay lets answers end, and goes then
    const QMenu &menu() { return m_menu.menu(); }
    QString toolTip() const { return m_icon.toolTip(); }
    models::RelayState state() const { return m_state; }
    QIcon icon() const { return m_icon.icon(); }

signals:
    void openRequested();
    void pageRequested(ui::pages::PageId page, const QString &subject);
    void quitRequested();
    void told(const QString &sentence, QSystemTrayIcon::MessageIcon look); // as a message

private:
    void refresh();
    void say(const QString &sentence, QSystemTrayIcon::MessageIcon look);
    void tell(const relay::api::Event &event);
    void followMessage();

    relay::api::RelayService &m_service;
    PanelCheck m_panelIsDark;
    TrayMenu m_menu;
    QSystemTrayIcon m_icon;
    QTimer m_timer;
    models::RelayState m_state = models::RelayState::Running;
    bool m_dark = false;
    bool m_painted = false;
    bool m_toldOfUpdate = false; // by the last event that a message told of
    bool m_restarting = false;
    std::int64_t m_lastTold = 0; // event
};

} // namespace ui::shell
