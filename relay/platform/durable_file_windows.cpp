// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/long_path.h"
#include "relay/base/phrase.h"
#include "relay/platform/durable_file.h"

#include <windows.h>

namespace relay::platform {

namespace {

Error storageError(const Phrase &doing, DWORD reason)
{
    return Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"), doing,
                                          qt_error_string(static_cast<int>(reason)))};
}

} // namespace

Result<void> syncFile(const QString &path)
{
    const HANDLE file = CreateFileW(longPath(path).toStdWString().c_str(), GENERIC_WRITE,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    const bool done = file != INVALID_HANDLE_VALUE && FlushFileBuffers(file);
    const DWORD reason = GetLastError();
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    if (done)
        return {};
    return storageError(said(QT_TRANSLATE_NOOP("Phrases", "cannot bring %1 to the disk"), path), reason);
}

Result<void> syncFolder(const QString &)
{
    return {}; // names are in the file system's own log
}

Result<void> renameDurably(const QString &from, const QString &to)
{
    if (MoveFileExW(longPath(from).toStdWString().c_str(), longPath(to).toStdWString().c_str(),
                    MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH))
        return {};
    return storageError(said(QT_TRANSLATE_NOOP("Phrases", "cannot rename %1 to %2"), from, to),
                        GetLastError());
}

} // namespace relay::platform
