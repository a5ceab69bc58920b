// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/child_process.h"

// clang-format off
#include <io.h>
#include <windows.h>
#include <psapi.h> // needs it
// clang-format on

#include <QObject>
#include <QProcess>

#include <cstdio>

namespace app::platform {

namespace {

// Kept open to the end: the system ends all that are in it when its last handle goes, that is with us.
HANDLE jobThatEndsWithUs()
{
    static const HANDLE job = [] {
        const HANDLE made = ::CreateJobObjectW(nullptr, nullptr);
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
        limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
        ::SetInformationJobObject(made, JobObjectExtendedLimitInformation, &limits, sizeof limits);
        return made;
    }();
    return job;
}

HANDLE processHandle(qint64 processId, DWORD rights)
{
    return ::OpenProcess(rights, FALSE, DWORD(processId));
}

std::uint64_t ticks(const FILETIME &time) // of 100 ns
{
    return (std::uint64_t(time.dwHighDateTime) << 32) | time.dwLowDateTime;
}

} // namespace

void endWithParent(QProcess &process)
{
    QObject::connect(&process, &QProcess::started, &process, [&process] {
        if (const HANDLE handle = processHandle(process.processId(), PROCESS_SET_QUOTA | PROCESS_TERMINATE)) {
            ::AssignProcessToJobObject(jobThatEndsWithUs(), handle);
            ::CloseHandle(handle);
        }
    });
}

std::uint64_t processorNanos(qint64 processId)
{
    const HANDLE handle = processHandle(processId, PROCESS_QUERY_LIMITED_INFORMATION);
    if (!handle)
        return 0;
    FILETIME created{}, ended{}, kernel{}, user{};
    const bool known = ::GetProcessTimes(handle, &created, &ended, &kernel, &user) != 0;
    ::CloseHandle(handle);
    return known ? (ticks(kernel) + ticks(user)) * 100 : 0;
}

std::uint64_t residentBytes(qint64 processId)
{
    const HANDLE handle = processHandle(processId, PROCESS_QUERY_LIMITED_INFORMATION);
    if (!handle)
        return 0;
    PROCESS_MEMORY_COUNTERS counters{};
    const bool known = ::K32GetProcessMemoryInfo(handle, &counters, sizeof counters) != 0;
    ::CloseHandle(handle);
    return known ? counters.WorkingSetSize : 0;
}

bool standardErrorIsTerminal()
{
    return ::_isatty(::_fileno(stderr)) != 0;
}

void giveWay()
{
    ::SetPriorityClass(::GetCurrentProcess(), BELOW_NORMAL_PRIORITY_CLASS);
}

} // namespace app::platform
