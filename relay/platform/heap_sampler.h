// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <cstdint>
#include <vector>

namespace relay::platform {

// What was allocated with one stack since sampling began, estimated from the samples. A value.
struct HeapSite
{
    std::vector<std::uintptr_t> stack; // the innermost first; begins inside the allocator
    double allocatedObjects = 0;
    double allocatedBytes = 0;
    double liveObjects = 0; // of those, what is not freed
    double liveBytes = 0;
};

struct HeapSites
{
    std::vector<HeapSite> sites;
    std::size_t periodBytes = 0; // 0: sampling is off
    std::int64_t beginNs = 0;    // Unix time
    std::uint64_t lost = 0;      // samples for which no room was left
};

// What the C library's allocator says of itself. A value; 0 where it does not tell.
struct AllocatorFigures
{
    std::uint64_t usedBytes = 0;   // handed out
    std::uint64_t freeBytes = 0;   // held for later
    std::uint64_t mappedBytes = 0; // of the used ones: large blocks with a mapping each
};

// One of `periodBytes` allocated bytes is looked at, with its stack, until the block is freed. The program's
// malloc() is ours in between: off, it costs a load and a branch. One state for the process, as there is one
// malloc. Unavailable: a build with a sanitizer, which needs malloc() for itself. Thread-safe.
Result<void> startHeapSampling(std::size_t periodBytes);
void stopHeapSampling(); // and forgets
HeapSites heapSites();
AllocatorFigures allocatorFigures();

} // namespace relay::platform
