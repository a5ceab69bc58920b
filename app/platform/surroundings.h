// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// What the program finds around it when it starts. Reentrant.
namespace app::platform {

QString defaultDataDir();
QString programDirectory(); // also before there is an application object

// Readable by this user alone; false: it could be neither found nor made.
bool makePrivateDirectory(const QString &path);

bool displayAvailable();

// Lines on standard error go to systemd's journal, which reads priorities in front of them.
bool standardErrorIsJournal();

} // namespace app::platform
