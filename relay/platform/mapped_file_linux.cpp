// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/mapped_file.h"

#include <QFile>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

namespace relay::platform {

namespace {

// `what` has a place for the path and one for the system's words.
Error failure(const char *what, const QString &path, int code)
{
    const Phrase told = said(what, path, qt_error_string(code));
    if (code == ENOSPC || code == EDQUOT)
        return Error{
            ErrorKind::Storage,
            said(QT_TRANSLATE_NOOP("Phrases", "%1. Free some disk space, or choose a smaller journal."),
                 told)};
    return Error{ErrorKind::Storage, told};
}

// An error number, or 0. Asks first: trying alone would fill the disk for a moment, under everybody else.
int allocate(int descriptor, std::uint64_t bytes)
{
    struct stat file = {};
    struct statvfs disk = {};
    if (::fstat(descriptor, &file) != 0 || ::fstatvfs(descriptor, &disk) != 0)
        return errno;
    const std::uint64_t has = static_cast<std::uint64_t>(file.st_blocks) * 512; // POSIX: in blocks of 512
    if (bytes > has && (bytes - has) / disk.f_frsize >= disk.f_bavail)
        return ENOSPC;
    return ::posix_fallocate(descriptor, 0, static_cast<off_t>(bytes));
}

} // namespace

MappedFile::MappedFile(std::byte *data, std::uint64_t size)
    : m_data(data)
    , m_size(size)
{
}

MappedFile::~MappedFile()
{
    if (m_data)
        ::munmap(m_data, m_size);
}

MappedFile::MappedFile(MappedFile &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
{
}

MappedFile &MappedFile::operator=(MappedFile &&other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

Result<MappedFile> MappedFile::map(int descriptor, const QString &path, std::uint64_t bytes)
{
    if (bytes == 0)
        return Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "%1 is empty"), path)};
    const int full = allocate(descriptor, bytes);
    if (full != 0)
        return failure(QT_TRANSLATE_NOOP("Phrases", "cannot allocate %1: %2"), path, full);
    void *memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED)
        return failure(QT_TRANSLATE_NOOP("Phrases", "cannot map %1: %2"), path, errno);
    return MappedFile(static_cast<std::byte *>(memory), bytes);
}

Result<MappedFile> MappedFile::create(const QString &path, std::uint64_t bytes)
{
    const QByteArray target = QFile::encodeName(path);
    const QByteArray fresh = target + ".new";
    const int descriptor = ::open(fresh.constData(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return failure(QT_TRANSLATE_NOOP("Phrases", "cannot create %1: %2"), path, errno);
    Result<MappedFile> mapped = map(descriptor, path, bytes);
    ::close(descriptor);
    if (mapped && ::rename(fresh.constData(), target.constData()) != 0)
        mapped = failure(QT_TRANSLATE_NOOP("Phrases", "cannot create %1: %2"), path, errno);
    if (!mapped)
        ::unlink(fresh.constData());
    return mapped;
}

Result<MappedFile> MappedFile::open(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return failure(QT_TRANSLATE_NOOP("Phrases", "cannot open %1: %2"), path, errno);
    struct stat figures = {};
    Result<MappedFile> mapped =
        ::fstat(descriptor, &figures) == 0
            ? map(descriptor, path, static_cast<std::uint64_t>(figures.st_size))
            : failure(QT_TRANSLATE_NOOP("Phrases", "cannot open %1: %2"), path, errno);
    ::close(descriptor);
    return mapped;
}

} // namespace relay::platform
