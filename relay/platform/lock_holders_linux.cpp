// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/lock_holders.h"

#include <QFile>
#include <QList>

#include <algorithm>
#include <limits>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace relay::platform {

namespace {

struct Lock
{
    std::int64_t processId = 0;
    std::uint64_t inode = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    bool exclusive = false;
};

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) ? file.readAll() : QByteArray();
}

// proc(5): "1: POSIX  ADVISORY  READ 5433 08:01:7864448 128 128"; who waits for a lock has "->" before it.
std::optional<Lock> parsed(const QByteArray &line)
{
    const QList<QByteArray> fields = line.simplified().split(' ');
    if (fields.size() < 8 || fields[1] != "POSIX")
        return std::nullopt;
    Lock lock;
    lock.exclusive = fields[3] == "WRITE";
    lock.processId = fields[4].toLongLong();
    lock.inode = fields[5].mid(fields[5].lastIndexOf(':') + 1).toULongLong();
    lock.first = fields[6].toLongLong();
    lock.last = fields[7] == "EOF" ? std::numeric_limits<std::int64_t>::max() : fields[7].toLongLong();
    return lock;
}

// The table's device numbers are not those of stat() on every file system (overlay, btrfs), and inodes repeat
// on another device: what a process has open decides, where we may look.
bool hasOpen(std::int64_t processId, const struct stat &file)
{
    const QString table = QStringLiteral("/proc/%1/fd").arg(processId);
    if (::access(QFile::encodeName(table).constData(), R_OK | X_OK) != 0)
        return true;
    constexpr int kMostDescriptors = 4096;
    for (int number = 0; number < kMostDescriptors; ++number) {
        struct stat open = {};
        const QString link = table % u'/' % QString::number(number);
        if (::stat(QFile::encodeName(link).constData(), &open) == 0 && open.st_ino == file.st_ino &&
            open.st_dev == file.st_dev)
            return true;
    }
    return false;
}

} // namespace

std::vector<LockHolder> lockHolders(const QString &path, std::int64_t first, std::int64_t last)
{
    std::vector<LockHolder> holders;
    struct stat file = {};
    if (::stat(QFile::encodeName(path).constData(), &file) != 0)
        return holders;
    for (const QByteArray &line : contents(QStringLiteral("/proc/locks")).split('\n')) {
        const std::optional<Lock> lock = parsed(line);
        if (!lock || lock->inode != file.st_ino || lock->last < first || lock->first > last)
            continue;
        if (lock->processId <= 0 || lock->processId == ::getpid() || !hasOpen(lock->processId, file))
            continue;
        const auto known = std::ranges::find(holders, lock->processId, &LockHolder::processId);
        if (known != holders.end()) {
            known->exclusive = known->exclusive || lock->exclusive;
            continue;
        }
        const QString comm = QStringLiteral("/proc/%1/comm").arg(lock->processId);
        holders.push_back({lock->processId, contents(comm).trimmed().toStdString(), lock->exclusive});
    }
    return holders;
}

} // namespace relay::platform
