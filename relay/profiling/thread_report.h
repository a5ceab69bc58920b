// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/profiling/profile.h"

#include <span>

namespace relay::profiling {

// One thread and where it is. A value.
struct ThreadStack
{
    struct Frame
    {
        std::uint64_t address = 0;
        std::uint64_t offset = 0; // from the function's begin; 0 where that is not known
        std::string function;
        std::string file;
    };

    std::int64_t id = 0;
    std::string name;
    std::string state;
    std::uint64_t cpuUs = 0;
    std::vector<Frame> frames; // the innermost first; empty: it did not answer
    bool isWhole = false;      // the last frame is the thread's first function
};

// Every thread of this process, each interrupted for some microseconds. Waits until all have answered, half a
// second at most: one that blocks signals is told without a stack. Conflict: somebody else does it right now.
Result<std::vector<ThreadStack>> threadStacks();

// As text, in the manner of Go's goroutine?debug=1 (equal stacks together) and debug=2 (one by one).
// Reentrant.
std::string groupedThreadText(std::span<const ThreadStack> threads);
std::string singleThreadText(std::span<const ThreadStack> threads);

// The same as a profile: one per thread. Reentrant.
Profile threadProfile(std::span<const ThreadStack> threads);

} // namespace relay::profiling
