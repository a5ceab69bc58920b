// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/database_restore.h"

#include "relay/base/clock.h"
#include "relay/base/phrase.h"
#include "relay/base/regular_file.h"
#include "relay/platform/durable_file.h"
#include "relay/platform/file_rights.h"
#include "relay/storage/backup_folder.h"
#include "relay/storage/connection.h"
#include "relay/storage/meta_table.h"
#include "relay/storage/migrations.h"
#include "relay/storage/online_backup.h"
#include "relay/storage/query.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <vector>

namespace relay::service {

namespace {

const char *const kBesides[] = {"-wal", "-shm", "-journal"};

storage::DatabaseOptions plainAt(const QString &path)
{
    storage::DatabaseOptions options;
    options.path = path;
    options.optimize = false; // no other journal mode is left in the file, and nothing beside it
    return options;
}

Error refused(const QString &file, const auto &why)
{
    return {ErrorKind::Conflict, said(QT_TRANSLATE_NOOP("Phrases", "%1 cannot be restored: %2"), file, why)};
}

void removeAll(const QString &database)
{
    QFile::remove(database);
    for (const char *beside : kBesides)
        QFile::remove(database + QString::fromLatin1(beside));
}

} // namespace

DatabaseRestore::DatabaseRestore(storage::DatabaseOptions options, const QString &dataDir,
                                 std::shared_ptr<platform::Keyring> keyring)
    : m_options(std::move(options))
    , m_dataDir(dataDir)
    , m_secrets(dataDir, std::move(keyring))
{
}

Result<void> DatabaseRestore::prepare(const QString &file, const QString &copy)
{
    const QFileInfo given(file);
    if (const std::optional<Phrase> other = insteadOfFile(file))
        return refused(file, said(QT_TRANSLATE_NOOP("Phrases", "it is %1, not a backup"), *other));
    if (!given.isFile())
        return refused(file, said(QT_TRANSLATE_NOOP("Phrases", "there is no such file")));
    if (given.canonicalFilePath() == QFileInfo(m_options.path).canonicalFilePath())
        return refused(file, said(QT_TRANSLATE_NOOP("Phrases", "it is the database itself")));
    removeAll(copy);
    if (Result<void> copied = copyBackup(file, copy); !copied)
        return copied;
    const Result<std::uint64_t> id = judged(copy);
    return id ? sameDatabase(*id) : Result<void>(refused(file, id.error()));
}

Result<std::int64_t> DatabaseRestore::examine(const QString &file)
{
    const QString copy = m_options.path + QStringLiteral(".examined");
    const Result<void> fits = prepare(file, copy);
    const std::int64_t bytes = QFileInfo(copy).size();
    removeAll(copy);
    return fits ? Result<std::int64_t>(bytes) : Result<std::int64_t>(fits.error());
}

Result<RestoreOutcome> DatabaseRestore::from(const QString &file)
{
    const QString copy = m_options.path + QStringLiteral(".restore"); // beside it: a rename puts it in place
    Result<void> done = prepare(file, copy);
    RestoreOutcome outcome;
    if (done && QFileInfo::exists(m_options.path)) {
        const Result<QString> kept = safetyCopy();
        done = kept ? Result<void>() : Result<void>(kept.error());
        outcome.safetyCopy = kept ? *kept : QString();
    }
    if (done)
        done = platform::syncFile(copy);
    if (done)
        done = takePlace(copy);
    removeAll(copy);
    if (!done && outcome.safetyCopy.isEmpty())
        return done.error();
    if (!done)
        return Error{done.error().kind,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1; the database as it was is also in %2"),
                          done.error(), outcome.safetyCopy)};
    outcome.bytes = QFileInfo(m_options.path).size();
    return outcome;
}

// A log of the old database would be played into the new one: it steps aside, and comes back where the new
// one does not.
Result<void> DatabaseRestore::takePlace(const QString &copy)
{
    const QString aside = QStringLiteral(".aside");
    Result<void> done;
    std::vector<QString> moved;
    for (const char *beside : kBesides) {
        const QString log = m_options.path + QString::fromLatin1(beside);
        if (!done || !QFileInfo::exists(log))
            continue;
        QFile::remove(log + aside);
        if (QFile::rename(log, log + aside))
            moved.push_back(log);
        else
            done = Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "cannot move %1 away"), log)};
    }
    if (done)
        done = platform::renameDurably(copy, m_options.path);
    const bool taken = !QFileInfo::exists(copy); // also where its folder could not be brought to the disk
    for (const QString &log : moved) {
        if (taken)
            QFile::remove(log + aside);
        else
            QFile::rename(log + aside, log);
    }
    return done;
}

// By way of SQLite: a log that lies beside the backup belongs to it.
Result<void> DatabaseRestore::copyBackup(const QString &file, const QString &copy)
{
    QFile head(file);
    if (const Result<void> opened = openFile(head); !opened)
        return refused(file, opened.error());
    if (!head.read(16).startsWith("SQLite format 3"))
        return refused(file, said(QT_TRANSLATE_NOOP("Phrases", "it is no SQLite database")));
    head.close();
    if (!QFile::copy(file, copy))
        return Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "cannot copy %1 to %2"), file, copy)};
    const QString wal = QStringLiteral("-wal");
    if (QFileInfo::exists(file + wal) && !QFile::copy(file + wal, copy + wal))
        return Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "cannot copy %1%2"), file, wal)};
    return platform::makePrivate(copy);
}

Result<std::uint64_t> DatabaseRestore::judged(const QString &copy)
{
    auto connection = storage::Connection::open(plainAt(copy), storage::Role::Reader, m_counters);
    if (!connection)
        return connection.error();
    const Result<std::string> whole = (*connection)->pragma("integrity_check(1)");
    if (!whole)
        return whole.error();
    if (*whole != "ok")
        return Error{ErrorKind::BadRequest, said(QT_TRANSLATE_NOOP("Phrases", "it is damaged: %1"), *whole)};
    const Result<std::string> stored = (*connection)->pragma("user_version");
    if (!stored)
        return stored.error();
    const int format = QString::fromStdString(*stored).toInt();
    if (format > storage::newestFormat())
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP("Phrases", "a newer TrayRelay wrote it (format %1, this program "
                                                       "knows %2); update this program first"),
                          format, storage::newestFormat())};
    storage::Query tables(**connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
                                        "('meta', 'channels', 'tokens', 'usage')");
    if (const Result<void> looked = tables.run(); !looked)
        return looked.error();
    if (format < 1 || !tables.next() || tables.integer(0) != 4)
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP("Phrases", "it is no database of TrayRelay"))};
    storage::MetaTable meta(**connection);
    const Result<platform::MasterKey> key = m_secrets.masterKey();
    if (!key)
        return key.error();
    if (const Result<void> proven = meta.proveMasterKey(platform::Aes256Gcm(*key)); !proven)
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP("Phrases", "its keys were sealed with another key file than %1: "
                                                       "put the master.key that belongs to it there first"),
                          m_secrets.keyFile())};
    return meta.databaseId();
}

Result<void> DatabaseRestore::sameDatabase(std::uint64_t id)
{
    if (!QFileInfo::exists(m_options.path))
        return {};
    auto connection = storage::Connection::open(m_options, storage::Role::Reader, m_counters);
    if (!connection)
        return {}; // what cannot be read cannot be compared; it goes to the safety copy
    const Result<std::uint64_t> present = storage::MetaTable(**connection).databaseId();
    if (!present || *present == id)
        return {};
    return Error{ErrorKind::Conflict,
                 said(QT_TRANSLATE_NOOP("Phrases", "the backup is of another database than %1: move that "
                                                   "file away first if the backup is to take its place"),
                      m_options.path)};
}

// As SQLite sees it where it can be read, else byte by byte.
Result<QString> DatabaseRestore::safetyCopy()
{
    const storage::BackupFolder folder(QDir(m_dataDir).filePath(QStringLiteral("backups")));
    Result<QString> path = folder.freshPath(Clock::system().unixMs(), QStringLiteral("before-restore"));
    if (!path)
        return path;
    Result<std::int64_t> copied = Error{};
    {
        auto connection = storage::Connection::open(m_options, storage::Role::Reader, m_counters);
        copied = connection ? storage::OnlineBackup(**connection).copyTo(*path, [] { return true; })
                            : Result<std::int64_t>(connection.error());
    }
    if (copied)
        return path;
    bool whole = QFile::copy(m_options.path, *path);
    for (const char *beside : kBesides) {
        const QString log = m_options.path + QString::fromLatin1(beside);
        if (whole && QFileInfo::exists(log) && beside != std::string_view("-shm"))
            whole = QFile::copy(log, *path + QString::fromLatin1(beside));
    }
    if (!whole)
        return Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "no safety copy can be written to %1"), *path)};
    if (const Result<void> kept = platform::makePrivate(*path); !kept)
        return kept.error();
    if (const Result<void> kept = platform::syncFile(*path); !kept)
        return kept.error();
    return path;
}

} // namespace relay::service
