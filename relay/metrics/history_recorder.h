// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/metrics/relay_metrics.h"

#include <array>
#include <deque>
#include <mutex>

namespace relay::metrics {

// The figures over the last 5 minutes, hour and day, for charts, at some 150 KB: points of 5 s, 30 s and
// 5 min by the wall clock, each the difference of two looks at what was counted since start. A reset is not
// seen. look() is for one thread, once a second; history() is thread-safe.
class HistoryRecorder final
{
public:
    // `metrics` must outlive this.
    explicit HistoryRecorder(const RelayMetrics &metrics)
        : m_metrics(metrics)
    {
    }
    HistoryRecorder(const HistoryRecorder &) = delete;
    HistoryRecorder &operator=(const HistoryRecorder &) = delete;

    void look(SteadyTime now, std::int64_t unixMs, const api::RuntimeFigures &runtime);
    api::MetricsHistory history(api::HistorySpan span) const;

private:
    struct Track
    {
        std::chrono::seconds period;
        std::size_t most;                     // points
        std::deque<api::HistoryPoint> points; // the oldest first; the newest is of the current period
        SteadyTime began{};                   // the current period
        ExchangeTally before;                 // what had been counted by then
        api::RuntimeFigures runtimeBefore;
    };

    static void begin(Track &track, SteadyTime now, std::int64_t startMs, const ExchangeTally &life,
                      const api::RuntimeFigures &runtime);
    static void fill(Track &track, SteadyTime now, const ExchangeTally &life,
                     const api::RuntimeFigures &runtime);

    const RelayMetrics &m_metrics;
    mutable std::mutex m_mutex; // guards the tracks
    std::array<Track, 3> m_tracks{{{std::chrono::seconds(5), 61, {}, {}, {}, {}},
                                   {std::chrono::seconds(30), 121, {}, {}, {}, {}},
                                   {std::chrono::minutes(5), 289, {}, {}, {}, {}}}}; // as in HistorySpan
};

} // namespace relay::metrics
