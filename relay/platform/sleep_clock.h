// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace relay::platform {

// How long the machine has been asleep since it was booted: it grows by each sleep, at its end. Steady clocks
// stand still meanwhile. Thread-safe.
std::chrono::nanoseconds timeAsleep();

} // namespace relay::platform
