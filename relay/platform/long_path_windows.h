// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QString>

#include <string>

namespace relay::platform {

// The path as the system's calls take it at any length and in any script: absolute, with backslashes and the
// prefix \\?\ . Reentrant.
inline std::wstring longPath(const QString &path)
{
    const QString native = QDir::toNativeSeparators(QDir::cleanPath(QDir::current().absoluteFilePath(path)));
    if (native.startsWith(QStringLiteral("\\\\?\\")))
        return native.toStdWString();
    if (native.startsWith(QStringLiteral("\\\\"))) // a share
        return L"\\\\?\\UNC" + native.mid(1).toStdWString();
    return L"\\\\?\\" + native.toStdWString();
}

} // namespace relay::platform
