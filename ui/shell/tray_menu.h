// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/pages/page.h"

#include <QMenu>

#include <cstdint>
#include <map>

namespace ui::shell {

// The tray's menu. Its items change in place: one that is open is never rebuilt. Lives on gui.
class TrayMenu final : public QObject
{
    Q_OBJECT

public:
    explicit TrayMenu(relay::api::RelayService &service);

    QMenu &menu() { return m_menu; }
    void retranslate();
    void setStatusLine(const QString &line);
    void setPaused(bool paused);
    void setHasToken(bool has) { m_copyToken->setEnabled(has); }

signals:
    void openRequested();
    void pageRequested(ui::pages::PageId page, const QString &subject);
    void quitRequested();
    void done(const QString &sentence);   // what the user asked for has happened
    void failed(const QString &sentence); // or has not

private:
    void build();
    void askForChannels();
    void askForHealth();
    void showChannels(const std::vector<relay::model::Channel> &channels);
    void turn(std::int64_t channelId, bool on);
    void showPresets();
    void askForPresets();
    void checkpoint();

    relay::api::RelayService &m_service;
    QMenu m_menu;
    QMenu m_channelMenu;
    QMenu m_presetMenu;
    QAction *m_statusLine = nullptr;
    QAction *m_open = nullptr;
    QAction *m_copyUrl = nullptr;
    QAction *m_copyToken = nullptr;
    QAction *m_pause = nullptr;
    QAction *m_checkpoint = nullptr;
    QAction *m_quit = nullptr;
    QAction *m_noChannels = nullptr;
    std::map<std::int64_t, QAction *> m_channels;
    std::map<std::string, QAction *> m_presets;
    bool m_paused = false;
};

} // namespace ui::shell
