// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QtGlobal>

namespace app::platform {

// Says that a data directory is in use. The kernel holds it and drops it when the process ends, however it
// ends: no process number to compare, nothing stale to clean up. Reentrant.
class FileLock final
{
public:
    enum class Outcome { Held, HeldElsewhere, Failed };

    FileLock() = default;
    ~FileLock();
    Q_DISABLE_COPY_MOVE(FileLock)

    Outcome tryLock(const QString &path);

private:
    qintptr m_handle = -1;
};

} // namespace app::platform
