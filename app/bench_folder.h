// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/platform/file_lock.h"

#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <optional>

namespace app {

// A folder for what is measured, beside the user's data, as it is that disk which counts (the system's own
// temporary folder is often memory). Removed at the end with all that is in it; what a killed process has
// left of one is removed by the next. Lives on gui.
class BenchFolder final
{
public:
    BenchFolder(BenchFolder &&) noexcept = default;
    ~BenchFolder();

    static relay::Result<BenchFolder> make(const QString &dataDir);

    QString path() const { return m_folder->path(); }

private:
    BenchFolder(QString parent, std::unique_ptr<QTemporaryDir> folder, relay::platform::FileLock lock);

    QString m_parent;
    std::unique_ptr<QTemporaryDir> m_folder; // null: moved from
    std::optional<relay::platform::FileLock> m_lock;
};

} // namespace app
