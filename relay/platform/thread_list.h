// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace relay::platform {

// One thread of this process as the system sees it. A value.
struct ThreadFigures
{
    std::int64_t id = 0;
    std::string name;        // at most 15 characters on Linux
    std::string state;       // "running", "sleeping", "waiting for a disk", ...
    std::uint64_t cpuUs = 0; // user and system, since it started
};

// Read from the system at each call. Thread-safe.
std::vector<std::int64_t> threadIds();
std::string threadName(std::int64_t id); // empty: it is gone
std::vector<ThreadFigures> threadList(); // in the order of their ids
std::int64_t currentThreadId();

} // namespace relay::platform
