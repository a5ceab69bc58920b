// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/profiling/profile.h"

namespace relay::profiling {

// A function as its callers reach it, with what it took itself and with all that it called. A value.
struct FlameNode
{
    std::string name;
    std::int64_t self = 0;
    std::int64_t total = 0;
    std::vector<FlameNode> children; // the largest total first
};

// The tree of one of the profile's sample types; the root is "all", its children are the threads where
// samples have one. Recursive functions stay one under the other. Pure. Thread-safe.
FlameNode flameGraph(const Profile &profile, std::size_t sampleType);

} // namespace relay::profiling
