// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <optional>

namespace relay::storage {

// The folder of backups, trayrelay-YYYYMMDD-HHMMSS.db in UTC: a name tells its time, whatever the file's own
// says after a copy, and the order of names is that of times. One from the future was named by a wrong clock:
// it counts as older than all others. Safety copies (before-…) lie beside them; other files are left alone.
// Thread-safe.
class BackupFolder final
{
public:
    explicit BackupFolder(QString path)
        : m_path(std::move(path))
    {
    }

    // A name that is not taken, from this second on; makes the folder, for its owner alone.
    Result<QString> freshPath(std::int64_t unixMs, const QString &prefix = QStringLiteral("trayrelay")) const;
    QStringList backups(std::int64_t nowMs) const; // whole paths, newest first
    QStringList safetyCopies() const;              // made before a restore: likewise
    // When the next one is due, by the newest there is; at once (0) when there is none.
    std::int64_t dueMs(std::chrono::hours interval, std::int64_t nowMs) const;
    // Removes all but the newest so many, and likewise of each kind of safety copies. How many went.
    int keepNewest(int count, std::int64_t nowMs) const;
    // Removes what killed processes left unfinished. While nobody makes a backup.
    int removeUnfinished() const;

    static std::optional<std::int64_t> timeOf(const QString &path); // Unix ms

private:
    QStringList named(const QString &pattern) const;

    const QString m_path;
};

} // namespace relay::storage
