// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/surroundings.h"

#include <windows.h>

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <array>

namespace app::platform {

using namespace Qt::StringLiterals;

QString defaultDataDir()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) % u"/TrayRelay"_s;
}

QString programDirectory()
{
    std::array<wchar_t, 32768> path{}; // the system's own bound
    const DWORD length = ::GetModuleFileNameW(nullptr, path.data(), DWORD(path.size()));
    return QFileInfo(QString::fromWCharArray(path.data(), int(length))).absolutePath();
}

bool makePrivateDirectory(const QString &path)
{
    return QDir().mkpath(path); // the profile's own rights keep others out
}

bool displayAvailable()
{
    return true;
}

bool standardErrorIsJournal()
{
    return false;
}

} // namespace app::platform
