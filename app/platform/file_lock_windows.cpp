// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/file_lock.h"

#include <windows.h>

#include <QDir>

namespace app::platform {

FileLock::~FileLock()
{
    if (m_handle != -1)
        ::CloseHandle(reinterpret_cast<HANDLE>(m_handle));
}

FileLock::Outcome FileLock::tryLock(const QString &path)
{
    if (m_handle != -1)
        return Outcome::Held;
    const std::wstring name = QDir::toNativeSeparators(path).toStdWString();
    HANDLE file = ::CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_ALWAYS,
                                FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE)
        return ::GetLastError() == ERROR_SHARING_VIOLATION ? Outcome::HeldElsewhere : Outcome::Failed;
    m_handle = reinterpret_cast<qintptr>(file);
    return Outcome::Held;
}

} // namespace app::platform
