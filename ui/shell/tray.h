// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QSystemTrayIcon>
#include <QTimer>

namespace relay::api {
class RelayService;
}

namespace ui::shell {

// Icon, tooltip and menu. The menu's items change in place; an open menu is never rebuilt. Lives on gui.
class Tray final : public QObject
{
    Q_OBJECT

public:
    Tray(relay::api::RelayService &service, const QIcon &icon);
    ~Tray() override;

    void show();
    void hide();
    const QMenu &menu() const { return m_menu; }
    QString toolTip() const { return m_icon.toolTip(); }

signals:
    void openRequested();
    void quitRequested();

private:
    void refresh();

    relay::api::RelayService &m_service;
    QMenu m_menu;
    QSystemTrayIcon m_icon;
    QAction *m_statusLine = nullptr;
    QTimer m_timer;
};

} // namespace ui::shell
