// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/child_process.h"

#include <QFile>
#include <QList>
#include <QProcess>

#include <csignal>
#include <ctime>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace app::platform {

void endWithParent(QProcess &process)
{
    process.setChildProcessModifier([parent = ::getpid()] {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) // gone before we asked
            ::_exit(1);
    });
}

// The clock counts nanoseconds; proc(5) has hundredths of a second.
std::uint64_t processorNanos(qint64 processId)
{
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(static_cast<pid_t>(processId), &clock) != 0 ||
        ::clock_gettime(clock, &time) != 0)
        return 0;
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U +
           static_cast<std::uint64_t>(time.tv_nsec);
}

std::uint64_t residentBytes(qint64 processId)
{
    QFile file(QStringLiteral("/proc/%1/statm").arg(processId)); // "size resident shared ..." in pages
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return 0;
    const QList<QByteArray> pages = file.readAll().split(' ');
    return pages.size() > 1 ? pages[1].toULongLong() * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))
                            : 0;
}

bool standardErrorIsTerminal()
{
    return ::isatty(STDERR_FILENO) != 0;
}

void giveWay()
{
    constexpr int kNice = 10;
    ::setpriority(PRIO_PROCESS, 0, kNice);
}

} // namespace app::platform
