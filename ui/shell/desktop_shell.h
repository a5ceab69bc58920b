// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/ui_settings.h"
#include "ui/shell/main_window.h"
#include "ui/shell/shell.h"
#include "ui/shell/translation.h"
#include "ui/shell/tray.h"
#include "ui/widgets/theme.h"

#include <QApplication>

#include <chrono>
#include <memory>
#include <optional>

namespace ui::shell {

// QApplication, theme, language, tray and window of the running program. The window is built on first show,
// and made anew when the language changes: what was typed and what is measured stays. Lives on gui.
class DesktopShell final : public Shell
{
public:
    DesktopShell(int &argc, char **argv, MainWindow::TrayCheck trayAvailable = &systemTrayAvailable);
    ~DesktopShell() override;
    Q_DISABLE_COPY_MOVE(DesktopShell)

    void useSettingsOf(const QString &dataDirectory) override;
    void onQuit(std::function<void()> quit) override;
    void onSessionEnd(std::function<void()> end) override;
    void attach(relay::api::RelayService &service, models::Desktop &desktop) override;
    void announceRestart() override;
    void detach() override;
    void start(bool minimized) override;
    void open() override;
    void leave() override;
    AfterFailure showFailure(const relay::Saying &sentence, std::uint16_t otherPort) override;
    int exec() override;

    // How long a message stands that may have nobody before it. None: until it is answered.
    static std::optional<std::chrono::seconds> messageStands(const QString &platform);

    MainWindow *window() const { return m_window.get(); } // null: not built
    Tray *tray() const { return m_tray.get(); }           // null: not attached

private:
    struct Place // of the window when the relay went: it may come back in the same process
    {
        bool open = false;
        bool minimised = false;
        pages::PageId page = pages::PageId::Overview;
    };

    static bool systemTrayAvailable();
    void buildWindow();
    void rebuildWindow();
    void dropWindow(); // its drafts stay
    void comeBack(const Place &place);
    void followLanguage();
    void followColours();

    QApplication m_application;
    widgets::Theme m_theme;
    Translation m_translation;
    MainWindow::TrayCheck m_trayAvailable;
    std::function<void()> m_quit;
    relay::api::RelayService *m_service = nullptr;
    models::Desktop *m_desktop = nullptr;
    std::unique_ptr<models::UiSettings> m_ui;
    std::unique_ptr<models::Measuring> m_measuring;
    std::unique_ptr<Tray> m_tray;
    std::unique_ptr<MainWindow> m_window;
    std::optional<Place> m_place; // none: it has not gone yet
    bool m_comesBack = false;     // that it will was said
    MainWindow::Drafts m_drafts;  // of the window that went, for the next
};

} // namespace ui::shell
