// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/entry_file.h"

#include "app/whole_file.h"
#include "relay/base/phrase.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace app {

using namespace Qt::StringLiterals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;

QStringList entryLines(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()).split(u'\n') : QStringList();
}

Result<void> writeEntry(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    return writeWhole(path, bytes);
}

Result<void> removeEntry(const QString &path)
{
    QFile file(path);
    if (!file.exists() || file.remove())
        return {};
    return Error{ErrorKind::Storage,
                 relay::said(QT_TRANSLATE_NOOP("Phrases", "cannot remove %1: %2"), path, file.errorString())};
}

} // namespace app
