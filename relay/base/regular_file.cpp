// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/regular_file.h"

#include <QFile>
#include <QFileInfo>

namespace relay {

QString insteadOfFile(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists() || info.isFile())
        return {};
    return info.isDir() ? QStringLiteral("a directory") : QStringLiteral("a device, pipe or socket");
}

Result<void> openFile(QFile &file)
{
    const QString other = insteadOfFile(file.fileName());
    if (other.isEmpty() && file.open(QFile::ReadOnly))
        return {};
    const QString why = other.isEmpty() ? file.errorString() : other % QStringLiteral(", not a file");
    return Error{ErrorKind::Storage, QStringLiteral("cannot be read (") % why % QStringLiteral(")")};
}

} // namespace relay
