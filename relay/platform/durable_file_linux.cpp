// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/durable_file.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace relay::platform {

namespace {

Result<void> synced(const QString &path, int flags)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    if (done)
        return {};
    return Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "cannot bring %1 to the disk: %2"),
                                          path, qt_error_string(reason))};
}

} // namespace

Result<void> syncFile(const QString &path)
{
    return synced(path, O_RDONLY);
}

Result<void> syncFolder(const QString &path)
{
    return synced(path, O_RDONLY | O_DIRECTORY);
}

Result<void> renameDurably(const QString &from, const QString &to)
{
    if (std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        return Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "cannot rename %1 to %2: %3"),
                                              from, to, qt_error_string(errno))};
    return syncFolder(QFileInfo(to).absolutePath());
}

} // namespace relay::platform
