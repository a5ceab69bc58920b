// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "ui/models/command_shell.h"

#include <QList>
#include <QPair>
#include <QString>

#include <optional>

namespace ui::models {

struct AutostartState
{
    bool possible = false;
    bool on = false;
    QString obstacle; // for people: why it is impossible, or what the system says against it
};

struct MenuState // of the desktop's menu of programs
{
    bool possible = false;
    bool on = false;
    QString obstacle; // for people: why it is impossible, or not needed
};

// What only the program around the window knows and can do. Implemented by the program. Lives on gui; nothing
// here waits for more than a small file.
class Desktop
{
public:
    virtual ~Desktop() = default;

    virtual QString dataDirectory() const = 0;
    virtual QString programFile() const = 0;                     // to run a sub-command in a child process
    virtual QList<QPair<QString, QString>> versions() const = 0; // of Qt, SQLite, ...: name, version

    virtual std::optional<bool> panelIsDark() const { return std::nullopt; } // none: as the system's windows

    virtual CommandShell commandShell() const { return CommandShell::Posix; } // of most who work here

    virtual AutostartState autostart() const = 0;
    virtual relay::Result<void> setAutostart(bool on, bool minimized) = 0;

    virtual MenuState menuEntry() const = 0;
    virtual relay::Result<void> setMenuEntry(bool on) = 0;
};

} // namespace ui::models
