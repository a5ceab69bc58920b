// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace relay::platform {

// A process that has locked bytes of a file. A value.
struct LockHolder
{
    std::int64_t processId = 0;
    std::string name; // of its program; empty where the system does not tell
    bool exclusive = false;
};

// Other processes with a lock on one of these bytes of the file (both ends included); none where the system
// does not tell. Never opens the file: to close it again would drop this process's own locks. Thread-safe.
std::vector<LockHolder> lockHolders(const QString &path, std::int64_t first, std::int64_t last);

} // namespace relay::platform
