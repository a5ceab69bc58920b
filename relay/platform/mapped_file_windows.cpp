// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/long_path.h"
#include "relay/base/phrase.h"
#include "relay/platform/mapped_file.h"

#include <io.h>
#include <windows.h>

#include <fcntl.h>
#include <utility>

namespace relay::platform {

namespace {

// `what` has a place for the path and one for the system's words.
Error failure(const char *what, const QString &path, DWORD code)
{
    const Phrase told = said(what, path, qt_error_string(static_cast<int>(code)));
    if (code == ERROR_DISK_FULL || code == ERROR_HANDLE_DISK_FULL)
        return Error{
            ErrorKind::Storage,
            said(QT_TRANSLATE_NOOP("Phrases", "%1. Free some disk space, or choose a smaller journal."),
                 told)};
    return Error{ErrorKind::Storage, told};
}

// A C descriptor for the file, -1: see GetLastError().
int openDescriptor(const std::wstring &path, DWORD disposition)
{
    const HANDLE file = CreateFileW(path.c_str(), GENERIC_READ | GENERIC_WRITE,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    disposition, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE)
        return -1;
    return _open_osfhandle(reinterpret_cast<intptr_t>(file), _O_RDWR);
}

HANDLE handleOf(int descriptor)
{
    return reinterpret_cast<HANDLE>(_get_osfhandle(descriptor));
}

// Whether the disk, or this user's share of it, has so much left. One that does not tell may have it.
bool hasRoom(std::wstring path, std::uint64_t bytes)
{
    path.erase(path.rfind(L'\\') + 1);
    ULARGE_INTEGER left{};
    return !GetDiskFreeSpaceExW(path.c_str(), &left, nullptr, nullptr) || left.QuadPart >= bytes;
}

// An error number, or 0. Asks first: where a folder is compressed, the end of a file may be beyond what the
// disk has given it, and a write to the mapped memory would end the process later.
DWORD allocate(HANDLE file, const std::wstring &path, std::uint64_t bytes)
{
    FILE_STANDARD_INFO has{};
    if (!GetFileInformationByHandleEx(file, FileStandardInfo, &has, sizeof has))
        return GetLastError();
    const auto given = static_cast<std::uint64_t>(has.AllocationSize.QuadPart);
    if (bytes > given && !hasRoom(path, bytes - given))
        return ERROR_DISK_FULL;
    if (static_cast<std::uint64_t>(has.EndOfFile.QuadPart) == bytes)
        return ERROR_SUCCESS;
    FILE_END_OF_FILE_INFO end{};
    end.EndOfFile.QuadPart = static_cast<LONGLONG>(bytes);
    return SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof end) ? ERROR_SUCCESS
                                                                                 : GetLastError();
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
        UnmapViewOfFile(m_data);
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
    const HANDLE file = handleOf(descriptor);
    const DWORD full = allocate(file, longPath(path).toStdWString(), bytes);
    if (full != ERROR_SUCCESS)
        return failure(QT_TRANSLATE_NOOP("Phrases", "cannot allocate %1: %2"), path, full);
    const HANDLE section = CreateFileMappingW(file, nullptr, PAGE_READWRITE, static_cast<DWORD>(bytes >> 32),
                                              static_cast<DWORD>(bytes & 0xffffffffU), nullptr);
    if (!section)
        return failure(QT_TRANSLATE_NOOP("Phrases", "cannot map %1: %2"), path, GetLastError());
    void *memory = MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, bytes);
    const DWORD reason = GetLastError();
    CloseHandle(section); // the view keeps it
    if (!memory)
        return failure(QT_TRANSLATE_NOOP("Phrases", "cannot map %1: %2"), path, reason);
    return MappedFile(static_cast<std::byte *>(memory), bytes);
}

Result<MappedFile> MappedFile::create(const QString &path, std::uint64_t bytes)
{
    const std::wstring target = longPath(path).toStdWString();
    const std::wstring fresh = target + L".new";
    const int descriptor = openDescriptor(fresh, CREATE_ALWAYS);
    if (descriptor < 0)
        return failure(QT_TRANSLATE_NOOP("Phrases", "cannot create %1: %2"), path, GetLastError());
    // Mapped only after the renaming: a file that is mapped keeps its name.
    const DWORD full = allocate(handleOf(descriptor), target, bytes);
    _close(descriptor);
    if (full == ERROR_SUCCESS && MoveFileExW(fresh.c_str(), target.c_str(), MOVEFILE_REPLACE_EXISTING))
        return open(path);
    const DWORD reason = full != ERROR_SUCCESS ? full : GetLastError();
    DeleteFileW(fresh.c_str());
    return failure(QT_TRANSLATE_NOOP("Phrases", "cannot create %1: %2"), path, reason);
}

Result<MappedFile> MappedFile::open(const QString &path)
{
    const int descriptor = openDescriptor(longPath(path).toStdWString(), OPEN_EXISTING);
    if (descriptor < 0)
        return failure(QT_TRANSLATE_NOOP("Phrases", "cannot open %1: %2"), path, GetLastError());
    LARGE_INTEGER size{};
    Result<MappedFile> mapped =
        GetFileSizeEx(handleOf(descriptor), &size)
            ? map(descriptor, path, static_cast<std::uint64_t>(size.QuadPart))
            : failure(QT_TRANSLATE_NOOP("Phrases", "cannot open %1: %2"), path, GetLastError());
    _close(descriptor);
    return mapped;
}

} // namespace relay::platform
