// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/process_end.h"

#include <windows.h>

#include <cstdio>

namespace app::platform {

// exit() stops the threads that the system and Qt keep for themselves, wherever they are, and then lets each
// library clean up: libstdc++ would wait there for a lock that one of them may have held, without end.
int endProcess(int exitCode)
{
    std::fflush(nullptr);
    ::TerminateProcess(::GetCurrentProcess(), static_cast<UINT>(exitCode));
    return exitCode;
}

} // namespace app::platform
