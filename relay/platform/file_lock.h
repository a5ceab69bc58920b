// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>

#include <memory>

namespace relay::platform {

// Keeps a data directory to one process: held until destroyed, and freed by the system when the process
// dies in any way. The file stays and names its last holder. Reentrant.
class FileLock final
{
public:
    FileLock(FileLock &&) noexcept;
    FileLock &operator=(FileLock &&) noexcept;
    ~FileLock();

    // ErrorKind::Conflict when somebody else holds it; the message names the process where it is known.
    static Result<FileLock> acquire(const QString &path);

private:
    struct Handle;
    explicit FileLock(std::unique_ptr<Handle> handle);

    std::unique_ptr<Handle> m_handle;
};

} // namespace relay::platform
