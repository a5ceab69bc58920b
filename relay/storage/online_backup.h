// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/storage/connection.h"

#include <QString>

#include <chrono>
#include <functional>

namespace relay::storage {

// Copies a database while it is written (sqlite.org/backup.html). The copy is the state of one moment: the
// source is read in one transaction, as each write would make a backup without one begin again. That keeps
// checkpoints from their end meanwhile; outside WAL it keeps writers waiting, so there it runs unthrottled.
// The copy is whole, synced, its owner's alone, and out of WAL: one file. On the connection's thread.
class OnlineBackup final
{
public:
    // After each step; false: give up. It may rest as long as it likes.
    using Pause = std::function<bool()>;

    explicit OnlineBackup(Connection &source)
        : m_source(source)
    {
    }

    // By way of a file beside `target`, which is replaced. Its size.
    Result<std::int64_t> copyTo(const QString &target, const Pause &pause);
    double share() const { return m_share; } // copied by the last step, 0 to 1

private:
    Result<void> fill(const QString &path, const Pause &pause);

    Connection &m_source;
    double m_share = 0;
};

} // namespace relay::storage
