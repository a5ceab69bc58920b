// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

#include <QJsonObject>
#include <QStringList>

#include <cstdint>

// What a second start of the program hands to the one that runs, so that it looks as if there were one
// program: its wish to be seen, the desktop's permission for that, and its options. On gui.
namespace app {

QJsonObject handOver(const CommandLine &commandLine);

// Where that came.

bool wantsTheWindow(const QJsonObject &request); // not with --minimized
// The desktop lets windows come to the front only for who was just clicked: the second start, not us.
void takeActivation(const QJsonObject &request);
// Sentences about the options that a running one cannot take; `running` is its own command line.
QStringList optionsNotTaken(const QJsonObject &request, const CommandLine &running, const QString &dataDir,
                            std::uint16_t port);

} // namespace app
