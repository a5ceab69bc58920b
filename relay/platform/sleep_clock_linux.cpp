// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/sleep_clock.h"

#include <ctime>

namespace relay::platform {

namespace {

std::chrono::nanoseconds now(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

std::chrono::nanoseconds timeAsleep()
{
    const std::chrono::nanoseconds awake = now(CLOCK_MONOTONIC); // first: never below zero
    return now(CLOCK_BOOTTIME) - awake;
}

} // namespace relay::platform
