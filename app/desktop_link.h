// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "app/platform/autostart.h"
#include "app/platform/menu_entry.h"
#include "ui/models/desktop.h"

namespace app {

// What the window learns and changes of the program around it. Lives on gui.
class DesktopLink final : public ui::models::Desktop
{
public:
    // An autostart entry, menu entry or service that is there, but names a program that is not any more, is
    // mended.
    DesktopLink(const CommandLine &commandLine, QString dataDir);

    QString dataDirectory() const override { return m_dataDir; }
    QString programFile() const override;
    QList<QPair<QString, QString>> versions() const override;
    std::optional<bool> panelIsDark() const override;
    ui::models::CommandShell commandShell() const override;
    ui::models::AutostartState autostart() const override;
    relay::Result<void> setAutostart(bool on, bool minimized) override;
    ui::models::MenuState menuEntry() const override;
    relay::Result<void> setMenuEntry(bool on) override;

private:
    const QString m_dataDir;
    const platform::Autostart m_autostart;
    const platform::MenuEntry m_menuEntry{};
};

} // namespace app
