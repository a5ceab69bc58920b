// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/file_rights.h"

#include <QFile>

#include <cerrno>
#include <sys/stat.h>

namespace relay::platform {

Result<void> makePrivate(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat figures = {};
    if (::stat(name.constData(), &figures) == 0) {
        const mode_t wanted = S_ISDIR(figures.st_mode) ? 0700 : 0600;
        if ((figures.st_mode & 07777) == wanted || ::chmod(name.constData(), wanted) == 0)
            return {};
    }
    return Error{ErrorKind::Storage,
                 said(QT_TRANSLATE_NOOP("Phrases", "cannot take others' rights from %1: %2"), path,
                      qt_error_string(errno))};
}

} // namespace relay::platform
