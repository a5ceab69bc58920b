// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "app/platform/autostart.h"
#include "app/platform/menu_entry.h"
#include "relay/base/disk_jobs.h"
#include "ui/models/desktop.h"

#include <memory>

namespace app {

// What the window learns and changes of the program around it; files and keys on a thread of its own. Lives
// on gui.
class DesktopLink final : public ui::models::Desktop
{
public:
    // An autostart entry, menu entry or service that is there, but names a program that is not any more, is
    // mended, on that thread too.
    DesktopLink(const CommandLine &commandLine, QString dataDir);

    QString dataDirectory() const override { return m_dataDir; }
    QString programFile() const override;
    QList<QPair<QString, QString>> versions() const override;
    std::optional<bool> panelIsDark() const override;
    ui::models::CommandShell commandShell() const override;
    void autostart(QObject *context, ToldState told) override;
    void setAutostart(bool on, bool minimized, QObject *context, ToldChange told) override;
    void keepAutostart(bool minimized, QObject *context, ToldChange told) override;
    void menuEntry(QObject *context, ToldState told) override;
    void setMenuEntry(bool on, QObject *context, ToldChange told) override;

private:
    struct Entries
    {
        platform::Autostart autostart;
        platform::MenuEntry menu{};
    };

    const QString m_dataDir;
    const std::shared_ptr<const Entries> m_entries; // each job holds it
    relay::DiskJobs m_disk;
};

} // namespace app
