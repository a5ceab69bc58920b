// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/file_lock.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace app::platform {

FileLock::~FileLock()
{
    if (m_handle >= 0)
        ::close(int(m_handle));
}

FileLock::Outcome FileLock::tryLock(const QString &path)
{
    if (m_handle >= 0)
        return Outcome::Held;
    const int file =
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        return Outcome::Failed;
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        const bool busy = errno == EWOULDBLOCK;
        ::close(file);
        return busy ? Outcome::HeldElsewhere : Outcome::Failed;
    }
    m_handle = file;
    return Outcome::Held;
}

} // namespace app::platform
