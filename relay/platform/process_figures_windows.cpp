// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/process_figures.h"
#include "relay/platform/thread_list.h"

// clang-format off
#include <windows.h>
#include <psapi.h> // needs it
// clang-format on

namespace relay::platform {

namespace {

std::uint64_t microseconds(const FILETIME &time) // of 100 ns
{
    return ((static_cast<std::uint64_t>(time.dwHighDateTime) << 32) | time.dwLowDateTime) / 10;
}

} // namespace

ProcessFigures processFigures()
{
    ProcessFigures figures;
    const HANDLE self = GetCurrentProcess();
    PROCESS_MEMORY_COUNTERS memory{};
    if (K32GetProcessMemoryInfo(self, &memory, sizeof memory))
        figures.rssBytes = memory.WorkingSetSize;
    FILETIME created{}, ended{}, kernel{}, user{};
    if (GetProcessTimes(self, &created, &ended, &kernel, &user))
        figures.cpuUs = microseconds(kernel) + microseconds(user);
    IO_COUNTERS transfers{}; // all files and devices, whether or not the disk was reached
    if (GetProcessIoCounters(self, &transfers)) {
        figures.diskReadBytes = transfers.ReadTransferCount;
        figures.diskWriteBytes = transfers.WriteTransferCount;
    }
    figures.threads = static_cast<std::uint32_t>(threadIds().size());
    return figures;
}

} // namespace relay::platform
