// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/thread_list.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>

#include <algorithm>
#include <unistd.h>

namespace relay::platform {

namespace {

QByteArray taskFile(std::int64_t id, const char *name)
{
    QFile file(QStringLiteral("/proc/self/task/%1/%2").arg(id).arg(QLatin1String(name)));
    return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) ? file.readAll() : QByteArray();
}

std::string stateName(char letter) // proc(5), "state" of /proc/pid/stat
{
    switch (letter) {
    case 'R':
        return "running";
    case 'S':
        return "sleeping";
    case 'D':
        return "waiting for a disk";
    case 'T':
    case 't':
        return "stopped";
    case 'Z':
    case 'X':
        return "ended";
    case 'I':
        return "idle";
    default:
        return {letter};
    }
}

} // namespace

std::vector<std::int64_t> threadIds()
{
    std::vector<std::int64_t> ids;
    const QStringList names =
        QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &name : names)
        ids.push_back(name.toLongLong());
    std::ranges::sort(ids);
    return ids;
}

std::string threadName(std::int64_t id)
{
    return taskFile(id, "comm").trimmed().toStdString();
}

std::vector<ThreadFigures> threadList()
{
    const auto microsecondsPerTick = 1'000'000U / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    std::vector<ThreadFigures> threads;
    for (const std::int64_t id : threadIds()) {
        // After the name, which may hold anything and ends at the last ')': state, then utime and stime as
        // the 12th and 13th field. schedstat is exact to the nanosecond, where the kernel has it.
        const QByteArray stat = taskFile(id, "stat");
        const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        if (fields.size() < 13)
            continue; // ended meanwhile
        ThreadFigures thread = {.id = id, .name = threadName(id), .state = stateName(fields[0][0])};
        thread.cpuUs = (fields[11].toULongLong() + fields[12].toULongLong()) * microsecondsPerTick;
        const QByteArray exact = taskFile(id, "schedstat");
        if (!exact.isEmpty())
            thread.cpuUs = exact.left(exact.indexOf(' ')).toULongLong() / 1000;
        threads.push_back(std::move(thread));
    }
    return threads;
}

std::int64_t currentThreadId()
{
    return ::gettid();
}

} // namespace relay::platform
