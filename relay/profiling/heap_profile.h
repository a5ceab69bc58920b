// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/profiling/profile.h"

// What memory is allocated where. One state for the whole process, as there is one heap. Thread-safe.
namespace relay::profiling::heap {

constexpr std::size_t kDefaultPeriodBytes = 512 * 1024; // Go's and tcmalloc's

// From now on one of so many bytes is looked at; what was allocated before stays unknown. Unavailable: this
// build or system cannot.
Result<void> start(std::size_t periodBytes = kDefaultPeriodBytes);
void stop(); // and forgets

// Objects and bytes, allocated since start() and live now, estimated from the samples. While off it has no
// samples; its comments always say what the C library's allocator tells of the whole heap.
Profile profile();

} // namespace relay::profiling::heap
