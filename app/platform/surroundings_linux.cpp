// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/surroundings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <sys/stat.h>
#include <unistd.h>

namespace app::platform {

using namespace Qt::StringLiterals;

QStringList commandLineWords(int argc, char **argv)
{
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words.append(QString::fromLocal8Bit(argv[i]));
    return words;
}

void prepareStandardStreams() {}

bool hasStandardOutput()
{
    return true; // a closed one is a mistake of who started us
}

QString defaultDataDir()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) % u"/trayrelay"_s;
}

QString programDirectory()
{
    return QFileInfo(QFile::symLinkTarget(u"/proc/self/exe"_s)).absolutePath();
}

bool makePrivateDirectory(const QString &path)
{
    if (QDir(path).exists())
        return true;
    if (!QDir().mkpath(path))
        return false;
    return ::chmod(QFile::encodeName(path).constData(), S_IRWXU) == 0;
}

std::optional<bool> panelIsDark()
{
    return std::nullopt;
}

bool displayAvailable()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

bool shellIsPowerShell()
{
    return false;
}

bool standardErrorIsJournal()
{
    // "device:inode"; a shell inside a desktop session inherits the variable, but not the descriptor.
    const QList<QByteArray> parts = qgetenv("JOURNAL_STREAM").split(':');
    struct stat status = {};
    return parts.size() == 2 && ::fstat(STDERR_FILENO, &status) == 0 &&
           parts[0].toULongLong() == status.st_dev && parts[1].toULongLong() == status.st_ino;
}

} // namespace app::platform
