// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/thread_priority.h"

#include <windows.h>

namespace relay::platform {

bool setBackgroundPriority()
{
    return SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_IDLE) != 0;
}

} // namespace relay::platform
