// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace relay::platform {

// Raises the soft limit of open descriptors to the hard one; the limit that now holds (0: none). Thread-safe.
std::uint64_t raiseDescriptorLimit();

} // namespace relay::platform
