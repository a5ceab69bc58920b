// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/file_lock.h"
#include "relay/platform/lock_holder.h"

#include <QByteArray>
#include <QFile>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace relay::platform {

struct FileLock::Handle
{
    explicit Handle(int number)
        : descriptor(number)
    {
    }
    ~Handle()
    {
        if (descriptor >= 0)
            ::close(descriptor);
    }
    Q_DISABLE_COPY_MOVE(Handle)

    const int descriptor;
};

FileLock::FileLock(std::unique_ptr<Handle> handle)
    : m_handle(std::move(handle))
{
}

FileLock::FileLock(FileLock &&) noexcept = default;
FileLock &FileLock::operator=(FileLock &&) noexcept = default;
FileLock::~FileLock() = default;

namespace {

Error held(int descriptor)
{
    std::array<char, 24> text{};
    const ssize_t length = ::pread(descriptor, text.data(), text.size() - 1, 0);
    return heldBy(QByteArray(text.data(), length > 0 ? length : 0));
}

} // namespace

Result<FileLock> FileLock::acquire(const QString &path)
{
    auto handle = std::make_unique<Handle>(
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (handle->descriptor >= 0 && ::flock(handle->descriptor, LOCK_EX | LOCK_NB) == 0) {
        const QByteArray self = QByteArray::number(static_cast<qlonglong>(::getpid())) + '\n';
        // Only for people: a lock whose file could not be written holds all the same.
        if (::ftruncate(handle->descriptor, 0) == 0)
            (void)!::pwrite(handle->descriptor, self.constData(), static_cast<std::size_t>(self.size()), 0);
        return FileLock(std::move(handle));
    }
    if (handle->descriptor >= 0 && errno == EWOULDBLOCK)
        return held(handle->descriptor);
    return Error{ErrorKind::Storage,
                 said(QT_TRANSLATE_NOOP("Phrases", "cannot lock %1: %2"), path, qt_error_string(errno))};
}

} // namespace relay::platform
