// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/long_path.h"

#include <QDir>

namespace relay {

QString longPath(const QString &path)
{
    const QString native = QDir::toNativeSeparators(QDir::cleanPath(QDir::current().absoluteFilePath(path)));
    if (native.startsWith(QStringLiteral("\\\\?\\")))
        return native;
    if (native.startsWith(QStringLiteral("\\\\"))) // a share
        return QStringLiteral("\\\\?\\UNC") % native.mid(1);
    return QStringLiteral("\\\\?\\") % native;
}

} // namespace relay
