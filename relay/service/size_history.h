// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"

#include <QString>

#include <cstdint>
#include <deque>
#include <mutex>

namespace relay::service {

// How large the database, its log and the journal were over the last 30 days: a point an hour, as it was at
// that hour's end. Kept in a file of some 30 KB, written anew with each hour and at the end: `start wal
// database journal`, a line a point. load(), look() and save() are for one thread at a time; history() is
// thread-safe.
class SizeHistory final
{
public:
    static constexpr std::size_t kMostPoints = 30 * 24 + 1; // with the hour that is not over

    explicit SizeHistory(QString path)
        : m_path(std::move(path))
    {
    }
    Q_DISABLE_COPY_MOVE(SizeHistory)

    void load();                                                        // what is no such file counts as none
    void look(std::int64_t unixMs, const api::RuntimeFigures &runtime); // every second or so
    void save();
    api::MetricsHistory history() const;

private:
    void drop(std::int64_t startMs);

    const QString m_path;
    mutable std::mutex m_mutex;             // guards the points
    std::deque<api::HistoryPoint> m_points; // the oldest first
    bool m_warned = false;
};

} // namespace relay::service
