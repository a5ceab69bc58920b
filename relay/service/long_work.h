// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

// What the long work of the database desk has in common. Reentrant.
namespace relay::service {

// Of SQLite's machine, between two looks whether to go on: some 100 us.
inline constexpr int kInstructionsPerLook = 10'000;

inline double elapsedMs(std::chrono::steady_clock::time_point since)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - since).count();
}

} // namespace relay::service
