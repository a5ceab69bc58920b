// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/online_backup.h"

#include "relay/base/long_path.h"
#include "relay/base/phrase.h"
#include "relay/platform/durable_file.h"
#include "relay/platform/file_rights.h"

#include <sqlite3.h>

#include <QFile>
#include <QFileInfo>

#include <memory>

namespace relay::storage {

namespace {

constexpr int kPagesPerStep = 64; // 256 KiB: under a millisecond where the file is in memory

struct CloseDatabase
{
    void operator()(sqlite3 *database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

Error failed(sqlite3 *copy)
{
    return {ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "the backup cannot be written: %1"),
                                     QString::fromUtf8(sqlite3_errmsg(copy)))};
}

} // namespace

Result<std::int64_t> OnlineBackup::copyTo(const QString &target, const Pause &pause)
{
    const QString partial = target + QStringLiteral(".part");
    QFile::remove(partial);
    Result<void> done;
    if (QFile file(partial); !file.open(QFile::WriteOnly))
        done = Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "cannot write %1: %2"), partial, file.errorString())};
    if (done)
        done = platform::makePrivate(partial); // while it is empty
    if (done)
        done = fill(partial, pause);
    if (done)
        done = platform::syncFile(partial);
    if (done)
        done = platform::renameDurably(partial, target);
    if (done)
        return QFileInfo(target).size();
    QFile::remove(partial);
    return done.error();
}

Result<void> OnlineBackup::fill(const QString &path, const Pause &pause)
{
    sqlite3 *opened = nullptr;
    const int code =
        sqlite3_open_v2(longPath(path).toUtf8().constData(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    const Database copy(opened);
    if (code != SQLITE_OK)
        return failed(copy.get());
    // No journal and no syncs of its own: a copy that is cut short is thrown away, a whole one synced once.
    sqlite3_exec(copy.get(), "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", nullptr, nullptr,
                 nullptr);
    Result<void> read = m_source.execute("BEGIN");
    if (read)
        read =
            m_source.execute("SELECT count(*) FROM sqlite_schema"); // a transaction begins at its first look
    sqlite3_backup *const backup =
        read ? sqlite3_backup_init(copy.get(), "main", m_source.handle(), "main") : nullptr;
    int state = backup ? SQLITE_OK : SQLITE_ERROR;
    bool goOn = true;
    while (goOn && (state == SQLITE_OK || state == SQLITE_BUSY || state == SQLITE_LOCKED)) {
        state = sqlite3_backup_step(backup, kPagesPerStep);
        const int pages = sqlite3_backup_pagecount(backup);
        m_share = pages == 0 ? 0 : 1 - double(sqlite3_backup_remaining(backup)) / pages;
        goOn = state == SQLITE_DONE || pause();
    }
    sqlite3_backup_finish(backup);
    (void)!m_source.execute("ROLLBACK");
    if (!read)
        return read;
    if (!goOn)
        return Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "the backup was broken off"))};
    if (state != SQLITE_DONE ||
        sqlite3_exec(copy.get(), "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr) != SQLITE_OK)
        return failed(copy.get());
    return {};
}

} // namespace relay::storage
