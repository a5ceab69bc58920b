// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

#include <QJsonObject>

namespace app {

// trayrelay service install|remove|status: the relay as a service of this user, run by systemd without a
// display. Returns the exit code; an application object must exist. Waits. Lives on gui.
int runServiceCommand(const CommandLine &commandLine, const QString &dataDir);

// What service status tells, for programs and in words.
QJsonObject serviceState(const QString &dataDir);
QString serviceWords(const QJsonObject &state);

// Where this data directory's service names a program that is no longer there (an AppImage that was moved),
// it names this one from its next start on. True: it was mended. Does not wait.
relay::Result<bool> repairService(const QString &dataDir);

} // namespace app
