// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/descriptor_limit.h"

#include <QDir>

#include <sys/resource.h>

namespace relay::platform {

std::uint64_t raiseDescriptorLimit()
{
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
        limit.rlim_cur = before;
    return limit.rlim_cur == RLIM_INFINITY ? 0 : limit.rlim_cur;
}

DescriptorUse descriptorUse()
{
    DescriptorUse use;
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        use.limit = limit.rlim_cur;
    const QStringList all = QDir(QStringLiteral("/proc/self/fd"))
                                .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System);
    use.open = all.isEmpty() ? 0 : static_cast<std::uint64_t>(all.size()) - 1; // one is the look's own
    return use;
}

} // namespace relay::platform
