// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/long_path.h"
#include "relay/base/phrase.h"
#include "relay/platform/file_lock.h"
#include "relay/platform/lock_holder.h"

#include <windows.h>

#include <QByteArray>

#include <array>

namespace relay::platform {

struct FileLock::Handle
{
    explicit Handle(HANDLE opened)
        : file(opened)
    {
    }
    ~Handle()
    {
        if (file != INVALID_HANDLE_VALUE)
            CloseHandle(file);
    }
    Q_DISABLE_COPY_MOVE(Handle)

    const HANDLE file;
};

FileLock::FileLock(std::unique_ptr<Handle> handle)
    : m_handle(std::move(handle))
{
}

FileLock::FileLock(FileLock &&) noexcept = default;
FileLock &FileLock::operator=(FileLock &&) noexcept = default;
FileLock::~FileLock() = default;

namespace {

Error held(HANDLE file)
{
    std::array<char, 24> text{};
    DWORD length = 0;
    ReadFile(file, text.data(), static_cast<DWORD>(text.size() - 1), &length, nullptr);
    return heldBy(QByteArray(text.data(), static_cast<qsizetype>(length)));
}

} // namespace

// A locked byte cannot be read by others here, so it lies far behind the text.
Result<FileLock> FileLock::acquire(const QString &path)
{
    constexpr DWORD kLockedByte = 1024;
    auto handle = std::make_unique<Handle>(CreateFileW(
        longPath(path).toStdWString().c_str(), GENERIC_READ | GENERIC_WRITE,
        FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
    OVERLAPPED place{};
    place.Offset = kLockedByte;
    const bool opened = handle->file != INVALID_HANDLE_VALUE;
    if (opened &&
        LockFileEx(handle->file, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place)) {
        const QByteArray self = QByteArray::number(static_cast<qlonglong>(GetCurrentProcessId())) + '\n';
        // Only for people: a lock whose file could not be written holds all the same.
        DWORD written = 0;
        SetEndOfFile(handle->file);
        WriteFile(handle->file, self.constData(), static_cast<DWORD>(self.size()), &written, nullptr);
        return FileLock(std::move(handle));
    }
    const DWORD reason = GetLastError();
    if (opened && (reason == ERROR_LOCK_VIOLATION || reason == ERROR_IO_PENDING))
        return held(handle->file);
    return Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "cannot lock %1: %2"), path,
                                          qt_error_string(static_cast<int>(reason)))};
}

} // namespace relay::platform
