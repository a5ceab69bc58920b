// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/thread_priority.h"

#include <sched.h>

namespace relay::platform {

bool setBackgroundPriority()
{
    const sched_param none = {};
    return ::sched_setscheduler(0, SCHED_IDLE, &none) == 0; // 0: this thread, not the process
}

} // namespace relay::platform
