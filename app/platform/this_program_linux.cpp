// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/this_program.h"

#include <QDir>
#include <QFile>

namespace app::platform {

namespace {

using namespace Qt::StringLiterals;

QString runningFile()
{
    return QFile::symLinkTarget(u"/proc/self/exe"_s);
}

} // namespace

// The variables may be those of another AppImage, which has started us.
bool runsFromImage()
{
    const QString mounted = qEnvironmentVariable("APPDIR");
    return !qEnvironmentVariableIsEmpty("APPIMAGE") && !mounted.isEmpty() &&
           runningFile().startsWith(QDir::cleanPath(mounted) % u'/');
}

QString thisProgram()
{
    return runsFromImage() ? qEnvironmentVariable("APPIMAGE") : runningFile();
}

} // namespace app::platform
