// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/regular_file.h"

#include "relay/base/phrase.h"

#include <QFile>
#include <QFileInfo>

namespace relay {

std::optional<Phrase> insteadOfFile(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists() || info.isFile())
        return {};
    return info.isDir() ? said(QT_TRANSLATE_NOOP("Phrases", "a directory"))
                        : said(QT_TRANSLATE_NOOP("Phrases", "a device, pipe or socket"));
}

Result<void> openFile(QFile &file)
{
    const std::optional<Phrase> other = insteadOfFile(file.fileName());
    if (other)
        return Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "cannot be read (%1, not a file)"), *other)};
    if (file.open(QFile::ReadOnly))
        return {};
    return Error{ErrorKind::Storage,
                 said(QT_TRANSLATE_NOOP("Phrases", "cannot be read (%1)"), file.errorString())};
}

} // namespace relay
