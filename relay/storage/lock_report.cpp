// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/storage/lock_report.h"

#include "relay/platform/lock_holders.h"

#include <QFile>

namespace relay::storage {

namespace {

// sqlite.org/fileformat2.html: the lock bytes of the file itself (pending, reserved, 510 shared ones).
constexpr std::int64_t kFirstFileByte = 0x4000'0000;
constexpr std::int64_t kLastFileByte = kFirstFileByte + 511;
// sqlite.org/walformat.html: eight locks in the -shm file; writer, checkpointer, recovery, five read marks.
constexpr std::int64_t kFirstWalByte = 120;
constexpr std::int64_t kLastWalByte = 127;
constexpr std::int64_t kLastWalWriter = 122;

std::string listed(const std::vector<platform::LockHolder> &holders)
{
    std::string text;
    for (const platform::LockHolder &holder : holders) {
        text.append(text.empty() ? "process " : ", process ").append(std::to_string(holder.processId));
        if (!holder.name.empty())
            text.append(" (").append(holder.name).append(")");
    }
    return text;
}

} // namespace

std::string foreignUser(const QString &database)
{
    return listed(platform::lockHolders(database, kFirstFileByte, kLastFileByte));
}

std::string foreignWriter(const QString &database)
{
    const QString index = database + QStringLiteral("-shm");
    std::vector<platform::LockHolder> holders = platform::lockHolders(index, kFirstWalByte, kLastWalWriter);
    if (holders.empty())
        holders = platform::lockHolders(database, kFirstFileByte, kLastFileByte);
    if (QFile::exists(index)) // who only has it open shares the file's lock, and is in nobody's way
        std::erase_if(holders, [](const platform::LockHolder &holder) { return !holder.exclusive; });
    return listed(holders);
}

std::string foreignReader(const QString &database)
{
    return listed(platform::lockHolders(database + QStringLiteral("-shm"), kFirstWalByte, kLastWalByte));
}

} // namespace relay::storage
