// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace relay::platform {

// Raises the soft limit of open descriptors to the hard one; the limit that now holds (0: none). Thread-safe.
std::uint64_t raiseDescriptorLimit();

struct DescriptorUse
{
    std::uint64_t open = 0;  // 0: the system does not tell
    std::uint64_t limit = 0; // 0: none
};

// Of this process, now. Looks at each descriptor: not for the data path. Thread-safe.
DescriptorUse descriptorUse();

} // namespace relay::platform
