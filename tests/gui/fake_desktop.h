// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/desktop.h"

#include <utility>

namespace tests {

// A desktop whose answers are set by hand. Lives on gui.
class FakeDesktop final : public ui::models::Desktop
{
public:
    QString directory;
    QString program;
    ui::models::EntryState autostartNow{.possible = true};
    bool startsMinimized = false;
    ui::models::EntryState menuNow;
    relay::Result<void> change; // an error: what comes of each; nothing is changed then
    ui::models::CommandShell shellNow = ui::models::CommandShell::Posix;

    QString dataDirectory() const override { return directory; }
    QString programFile() const override { return program; }
    QList<QPair<QString, QString>> versions() const override
    {
        return {{QStringLiteral("TrayRelay"), QStringLiteral("9.9.9")},
                {QStringLiteral("Qt"), QStringLiteral("6.4.2")},
                {QStringLiteral("SQLite"), QStringLiteral("3.40.1")}};
    }
    ui::models::CommandShell commandShell() const override { return shellNow; }
    void autostart(QObject *context, ToldState told) override
    {
        later(context, [this, told] { told(autostartNow); });
    }
    void setAutostart(bool on, bool minimized, QObject *context, ToldChange told) override
    {
        later(context, [this, on, minimized, told] {
            if (change) {
                autostartNow.on = on;
                startsMinimized = minimized;
            }
            told({change, autostartNow});
        });
    }
    void keepAutostart(bool minimized, QObject *context, ToldChange told) override
    {
        later(context, [this, minimized, told] {
            if (change && autostartNow.on)
                startsMinimized = minimized;
            told({change, autostartNow});
        });
    }
    void menuEntry(QObject *context, ToldState told) override
    {
        later(context, [this, told] { told(menuNow); });
    }
    void setMenuEntry(bool on, QObject *context, ToldChange told) override
    {
        later(context, [this, on, told] {
            if (change)
                menuNow.on = on;
            told({change, menuNow});
        });
    }

private:
    static void later(QObject *context, std::function<void()> answer) // as from another thread
    {
        QMetaObject::invokeMethod(context, std::move(answer), Qt::QueuedConnection);
    }
};

} // namespace tests
