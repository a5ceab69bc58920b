// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/sleep_clock.h"

#include <windows.h>

namespace relay::platform {

// The tick count goes on in sleep, the unbiased interrupt time does not.
std::chrono::nanoseconds timeAsleep()
{
    ULONGLONG awake = 0; // in 100 ns
    QueryUnbiasedInterruptTime(&awake);
    return std::chrono::milliseconds(GetTickCount64()) - std::chrono::nanoseconds(awake * 100);
}

} // namespace relay::platform
