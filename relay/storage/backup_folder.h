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
// says after a copy, and the order of names is that of times. Other files in it are left alone. Thread-safe.
class BackupFolder final
{
public:
    explicit BackupFolder(QString path)
        : m_path(std::move(path))
    {
    }

    // A name that is not taken, from this second on; makes the folder, for its owner alone.
    Result<QString> freshPath(std::int64_t unixMs, const QString &prefix = QStringLiteral("trayrelay")) const;
    QStringList backups() const; // whole paths, newest first
    // When the next one is due, by the newest there is; at once (0) when there is none.
    std::int64_t dueMs(std::chrono::hours interval) const;
    // Removes all but the newest so many. How many went.
    int keepNewest(int count) const;

    static std::optional<std::int64_t> timeOf(const QString &path); // Unix ms

private:
    const QString m_path;
};

} // namespace relay::storage
