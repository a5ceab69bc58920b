// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/descriptor_limit.h"

#include <windows.h>

namespace relay::platform {

std::uint64_t raiseDescriptorLimit()
{
    return 0; // a process may have 16 million handles; memory ends first
}

DescriptorUse descriptorUse()
{
    DWORD count = 0;
    DescriptorUse use;
    if (GetProcessHandleCount(GetCurrentProcess(), &count))
        use.open = count;
    return use;
}

} // namespace relay::platform
