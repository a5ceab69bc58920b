// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/profiling/profile.h"

#include <atomic>
#include <chrono>
#include <span>

// Where threads wait for the program's own locks. One state for the whole process, as with relay::log: locks
// are everywhere and must cost nothing to make. Off until start(). Thread-safe.
namespace relay::profiling::contention {

void start(); // from nothing
void stop();  // and forgets

Profile blockProfile(); // how long was waited, where it was waited
Profile mutexProfile(); // how long others waited, at the place that then let them go on

// What ContendedMutex needs.
enum class Kind { Waited, MadeWait };

extern std::atomic<bool> isOnFlag;
inline bool isOn()
{
    return isOnFlag.load(std::memory_order_relaxed);
}
void record(Kind kind, std::span<const std::uintptr_t> stack, std::chrono::nanoseconds delay);

} // namespace relay::profiling::contention
