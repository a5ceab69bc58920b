// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/backup_folder.h"

#include "relay/base/phrase.h"
#include "relay/platform/file_rights.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace relay::storage {

namespace {

const auto kForm = QStringLiteral("yyyyMMdd-HHmmss");
const auto kStart = QStringLiteral("trayrelay-");
const auto kEnd = QStringLiteral(".db");
const auto kBeforeRestore = QStringLiteral("before-restore-*.db");
constexpr std::int64_t kAheadMs = 3'600'000; // names may be: backups of one second follow each other

bool isFuture(const QString &path, std::int64_t nowMs)
{
    return *BackupFolder::timeOf(path) > nowMs + kAheadMs;
}

} // namespace

std::optional<std::int64_t> BackupFolder::timeOf(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    if (!name.startsWith(kStart) || !name.endsWith(kEnd))
        return std::nullopt;
    QDateTime time =
        QDateTime::fromString(name.mid(kStart.size(), name.size() - kStart.size() - kEnd.size()), kForm);
    if (!time.isValid())
        return std::nullopt;
    time.setTimeSpec(Qt::UTC);
    return time.toMSecsSinceEpoch();
}

Result<QString> BackupFolder::freshPath(std::int64_t unixMs, const QString &prefix) const
{
    const bool ours = !QDir(m_path).exists();
    if (!QDir().mkpath(m_path))
        return Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "cannot make the folder %1"), m_path)};
    if (const Result<void> own = ours ? platform::makePrivate(m_path) : Result<void>(); !own)
        return own.error();
    const QStringList before = backups(unixMs); // after the newest: the order of names is that of times
    if (!before.isEmpty() && !isFuture(before.first(), unixMs))
        unixMs = std::max(unixMs, *timeOf(before.first()) + 1000);
    QString path;
    do {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(unixMs, Qt::UTC);
        path = QDir(m_path).absoluteFilePath(prefix % u'-' % time.toString(kForm) % kEnd);
        unixMs += 1000;
    } while (QFileInfo::exists(path));
    return path;
}

QStringList BackupFolder::named(const QString &pattern) const
{
    QStringList paths;
    const QDir folder(m_path);
    for (const QString &name : folder.entryList({pattern}, QDir::Files))
        paths.append(folder.absoluteFilePath(name));
    std::sort(paths.begin(), paths.end(), std::greater<>());
    return paths;
}

QStringList BackupFolder::backups(std::int64_t nowMs) const
{
    QStringList paths = named(kStart % u'*' % kEnd);
    paths.removeIf([](const QString &path) { return !timeOf(path); });
    std::stable_partition(paths.begin(), paths.end(),
                          [nowMs](const QString &path) { return !isFuture(path, nowMs); });
    return paths;
}

QStringList BackupFolder::safetyCopies() const
{
    return named(kBeforeRestore);
}

std::int64_t BackupFolder::dueMs(std::chrono::hours interval, std::int64_t nowMs) const
{
    const QStringList all = backups(nowMs);
    if (all.isEmpty() || isFuture(all.first(), nowMs))
        return 0;
    return *timeOf(all.first()) + std::chrono::milliseconds(interval).count();
}

int BackupFolder::keepNewest(int count, std::int64_t nowMs) const
{
    int removed = 0;
    for (const QStringList &all :
         {backups(nowMs), safetyCopies(), named(QStringLiteral("before-format-*.db"))}) {
        for (qsizetype i = std::max(count, 1); i < all.size(); ++i)
            removed += QFile::remove(all[i]) ? 1 : 0;
    }
    return removed;
}

int BackupFolder::removeUnfinished() const
{
    int removed = 0;
    for (const char *pattern : {"trayrelay-*.db.part", "before-restore-*.db.part", "before-format-*.db.part"})
        for (const QString &path : named(QString::fromLatin1(pattern)))
            removed += QFile::remove(path) ? 1 : 0;
    return removed;
}

} // namespace relay::storage
