// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace relay::platform {

// What this process costs the machine right now. A value; 0 where the system does not tell.
struct ProcessFigures
{
    std::uint64_t rssBytes = 0;
    std::uint64_t cpuUs = 0; // user and system, all threads, since start
    std::uint32_t threads = 0;
    std::uint64_t diskReadBytes = 0; // since start, really read from a disk; what is in memory is not
    std::uint64_t diskWriteBytes = 0;
};

// Reads files of the system: not for the data path, nor for the thread `relay`. Thread-safe.
ProcessFigures processFigures();

} // namespace relay::platform
