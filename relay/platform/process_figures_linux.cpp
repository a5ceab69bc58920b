// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/process_figures.h"

#include <QByteArray>
#include <QFile>
#include <QList>

#include <sys/resource.h>
#include <unistd.h>

namespace relay::platform {

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) ? file.readAll() : QByteArray();
}

std::uint64_t microseconds(const timeval &time)
{
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000U + static_cast<std::uint64_t>(time.tv_usec);
}

} // namespace

ProcessFigures processFigures()
{
    ProcessFigures figures;
    // proc(5): statm is "size resident shared ..." in pages; field 20 of stat is the number of threads,
    // field 18 after the program's name, which may hold anything and ends at the last ')'.
    const QList<QByteArray> pages = contents(QStringLiteral("/proc/self/statm")).split(' ');
    if (pages.size() > 1)
        figures.rssBytes = pages[1].toULongLong() * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const QByteArray stat = contents(QStringLiteral("/proc/self/stat"));
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.size() > 17)
        figures.threads = fields[17].toUInt();
    // "read_bytes: 123" and "write_bytes: 456", a line each.
    for (const QByteArray &line : contents(QStringLiteral("/proc/self/io")).split('\n')) {
        if (line.startsWith("read_bytes:"))
            figures.diskReadBytes = line.mid(11).trimmed().toULongLong();
        else if (line.startsWith("write_bytes:"))
            figures.diskWriteBytes = line.mid(12).trimmed().toULongLong();
    }
    rusage usage = {};
    if (::getrusage(RUSAGE_SELF, &usage) == 0)
        figures.cpuUs = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
    return figures;
}

} // namespace relay::platform
