// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/wal_frames.h"

#include "relay/base/phrase.h"
#include "relay/storage/connection.h"

#include <sqlite3.h>

#include <cstring>

namespace relay::storage {

namespace {

constexpr int kIndexBytes = 32'768; // of the index's first page
constexpr std::ptrdiff_t kFramesAt = 16;
constexpr std::ptrdiff_t kBackfilledAt = 96;

std::uint32_t numberAt(const volatile void *page, std::ptrdiff_t offset)
{
    // In the machine's byte order; another process or thread may be writing it.
    return *reinterpret_cast<const volatile std::uint32_t *>(static_cast<const volatile char *>(page) +
                                                             offset);
}

// Of the index, which the connection has mapped; null: there is none yet.
Result<const volatile void *> firstPage(Connection &connection)
{
    sqlite3_file *file = nullptr;
    volatile void *page = nullptr;
    const int found = sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (found != SQLITE_OK || !file || !file->pMethods || file->pMethods->iVersion < 2)
        return Error{ErrorKind::Internal,
                     said(QT_TRANSLATE_NOOP("Phrases", "SQLite does not show its log's index"))};
    if (file->pMethods->xShmMap(file, 0, kIndexBytes, 0, &page) != SQLITE_OK)
        return static_cast<const volatile void *>(nullptr);
    return static_cast<const volatile void *>(page);
}

} // namespace

Result<std::int64_t> waitingFrames(Connection &connection)
{
    const Result<std::string> mode = connection.journalMode();
    if (!mode)
        return mode.error();
    if (*mode != "WAL")
        return std::int64_t{0};
    if (const Result<std::string> read = connection.pragma("schema_version"); !read) // maps the index
        return read.error();
    const Result<const volatile void *> page = firstPage(connection);
    if (!page)
        return page.error();
    if (!*page)
        return std::int64_t{0}; // nothing was written yet
    const std::int64_t frames = numberAt(*page, kFramesAt);
    const std::int64_t backfilled = numberAt(*page, kBackfilledAt);
    return frames > backfilled ? frames - backfilled : 0;
}

bool isCheckpointed(Connection &connection)
{
    if (!connection.isInWal()) // asking would make an index
        return false;
    const Result<const volatile void *> page = firstPage(connection);
    return page && *page && numberAt(*page, kBackfilledAt) >= numberAt(*page, kFramesAt);
}

} // namespace relay::storage
