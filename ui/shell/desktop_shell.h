// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/ui_settings.h"
#include "ui/shell/main_window.h"
#include "ui/shell/shell.h"
#include "ui/shell/translation.h"
#include "ui/shell/tray.h"
#include "ui/widgets/theme.h"

#include <QApplication>

#include <memory>
#include <optional>

namespace ui::shell {

// QApplication, theme, language, tray and window of the running program. The window is built on first show,
// and made anew when the language changes. Lives on gui.
class DesktopShell final : public Shell
{
public:
    DesktopShell(int &argc, char **argv);
    ~DesktopShell() override;
    Q_DISABLE_COPY_MOVE(DesktopShell)

    void onQuit(std::function<void()> quit) override;
    void onSessionEnd(std::function<void()> end) override;
    void attach(relay::api::RelayService &service, models::Desktop &desktop) override;
    void detach() override;
    void start(bool minimized) override;
    void open() override;
    void leave() override;
    bool showFailure(const QString &sentence) override;
    int exec() override;

private:
    void buildWindow();
    void followLanguage();
    void followColours();

    QApplication m_application;
    widgets::Theme m_theme;
    Translation m_translation;
    std::function<void()> m_quit;
    relay::api::RelayService *m_service = nullptr;
    models::Desktop *m_desktop = nullptr;
    std::unique_ptr<models::UiSettings> m_ui;
    std::unique_ptr<Tray> m_tray;
    std::unique_ptr<MainWindow> m_window;
    std::optional<bool> m_wasOpen; // when the relay went: it may come back in the same process
    pages::PageId m_lastPage = pages::PageId::Overview;
};

} // namespace ui::shell
