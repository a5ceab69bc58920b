// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "ui/models/command_shell.h"

#include <QList>
#include <QObject>
#include <QPair>
#include <QString>

#include <functional>
#include <optional>

namespace ui::models {

// An entry of the desktop's that starts this program: at log-in, or from its menu of programs. A value.
struct EntryState
{
    bool possible = false;
    bool on = false;
    QString obstacle; // for people: why it is impossible or not needed, or what the system says against it
};

struct EntryChange
{
    relay::Result<void> done;
    EntryState now; // as it was read back, whatever came of the change
};

// What only the program around the window knows and can do. Implemented by the program. Lives on gui. The
// entries are read and written on another thread, one after the other: what came of it is told on the
// context's thread, never if the context dies first.
class Desktop
{
public:
    using ToldState = std::function<void(const EntryState &)>;
    using ToldChange = std::function<void(const EntryChange &)>;

    virtual ~Desktop() = default;

    virtual QString dataDirectory() const = 0;
    virtual QString programFile() const = 0;                     // to run a sub-command in a child process
    virtual QList<QPair<QString, QString>> versions() const = 0; // of Qt, SQLite, ...: name, version

    virtual std::optional<bool> panelIsDark() const { return std::nullopt; } // none: as the system's windows

    virtual CommandShell commandShell() const { return CommandShell::Posix; } // of most who work here

    virtual void autostart(QObject *context, ToldState told) = 0;
    virtual void setAutostart(bool on, bool minimized, QObject *context, ToldChange told) = 0;
    // Where it is on already, it starts so from now on; where it is off, it stays off.
    virtual void keepAutostart(bool minimized, QObject *context, ToldChange told) = 0;

    virtual void menuEntry(QObject *context, ToldState told) = 0;
    virtual void setMenuEntry(bool on, QObject *context, ToldChange told) = 0;
};

} // namespace ui::models
