// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/desktop.h"

namespace tests {

// A desktop whose answers are set by hand. Lives on gui.
class FakeDesktop final : public ui::models::Desktop
{
public:
    QString directory;
    QString program;
    ui::models::AutostartState autostartNow{.possible = true};
    bool startsMinimized = false;
    ui::models::MenuState menuNow;
    ui::models::CommandShell shellNow = ui::models::CommandShell::Posix;

    QString dataDirectory() const override { return directory; }
    QString programFile() const override { return program; }
    QList<QPair<QString, QString>> versions() const override
    {
        return {{QStringLiteral("Qt"), QStringLiteral("6.4.2")},
                {QStringLiteral("SQLite"), QStringLiteral("3.40.1")}};
    }
    ui::models::CommandShell commandShell() const override { return shellNow; }
    ui::models::AutostartState autostart() const override { return autostartNow; }
    relay::Result<void> setAutostart(bool on, bool minimized) override
    {
        autostartNow.on = on;
        startsMinimized = minimized;
        return {};
    }
    ui::models::MenuState menuEntry() const override { return menuNow; }
    relay::Result<void> setMenuEntry(bool on) override
    {
        menuNow.on = on;
        return {};
    }
};

} // namespace tests
