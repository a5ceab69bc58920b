// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

// What the program finds around it when it starts. Reentrant.
namespace app::platform {

// main()'s words, but the first, in any script.
QStringList commandLineWords(int argc, char **argv);

// Standard input and output carry UTF-8, with the line ends that we write, also where that is not the rule.
void prepareStandardStreams();
bool hasStandardOutput(); // no: started where none is, as by a click

QString defaultDataDir();
QString programDirectory(); // also before there is an application object

// Readable by this user alone; false: it could be neither found nor made.
bool makePrivateDirectory(const QString &path);

bool displayAvailable();

// Where tray icons stand, if the system has colours of its own for it.
std::optional<bool> panelIsDark();

// What most people here type commands into.
bool shellIsPowerShell();

// Lines on standard error go to systemd's journal, which reads priorities in front of them.
bool standardErrorIsJournal();

} // namespace app::platform
