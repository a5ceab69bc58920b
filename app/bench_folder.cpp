// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_folder.h"

#include "app/platform/surroundings.h"

#include <QDir>
#include <QFile>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;
using relay::platform::FileLock;

// One whose lock nobody holds; one without a lock is just being made.
void removeAbandoned(const QDir &parent)
{
    for (const QString &name : parent.entryList({u"compare-*"_s}, QDir::Dirs)) {
        QDir folder(parent.filePath(name));
        const QString lock = folder.filePath(u"lock"_s);
        if (!QFile::exists(lock) || !FileLock::acquire(lock))
            continue;
        folder.removeRecursively();
    }
}

} // namespace

BenchFolder::BenchFolder(QString parent, std::unique_ptr<QTemporaryDir> folder, FileLock lock)
    : m_parent(std::move(parent))
    , m_folder(std::move(folder))
    , m_lock(std::move(lock))
{
}

BenchFolder::~BenchFolder()
{
    if (!m_folder)
        return;
    m_lock.reset();
    m_folder.reset();
    QDir().rmdir(m_parent); // unless another comparison runs
}

Result<BenchFolder> BenchFolder::make(const QString &dataDir)
{
    const QString parent = QDir(dataDir).filePath(u"bench"_s);
    if (!platform::makePrivateDirectory(dataDir) || !platform::makePrivateDirectory(parent))
        return Error{ErrorKind::Storage, u"cannot make the folder "_s % parent};
    removeAbandoned(QDir(parent));
    auto folder = std::make_unique<QTemporaryDir>(QDir(parent).filePath(u"compare-XXXXXX"_s));
    if (!folder->isValid())
        return Error{ErrorKind::Storage,
                     u"cannot make a folder in "_s % parent % u": "_s % folder->errorString()};
    Result<FileLock> lock = FileLock::acquire(folder->filePath(u"lock"_s));
    if (!lock)
        return lock.error();
    return BenchFolder(parent, std::move(folder), std::move(*lock));
}

} // namespace app
