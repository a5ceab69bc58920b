// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/history_recorder.h"

#include "relay/metrics/tally_figures.h"

#include <algorithm>

namespace relay::metrics {

namespace {

api::LatencyPoint latencyPoint(const LatencyHistogram &histogram)
{
    const api::LatencyFigures figures = latencyFigures(histogram);
    return {figures.count, figures.p50Us, figures.p95Us, figures.p99Us};
}

} // namespace

void HistoryRecorder::look(SteadyTime now, std::int64_t unixMs, const api::RuntimeFigures &runtime)
{
    ExchangeTally life;
    m_metrics.collect(Window::SinceStart, now, life);
    const std::scoped_lock lock(m_mutex);
    for (Track &track : m_tracks) {
        const std::int64_t periodMs = std::chrono::milliseconds(track.period).count();
        const std::int64_t startMs = unixMs - unixMs % periodMs;
        if (track.points.empty()) {
            begin(track, now, startMs, life, runtime);
            continue;
        }
        fill(track, now, life, runtime); // also when its time is over: up to now it was the current one
        if (startMs != track.points.back().startMs)
            begin(track, now, startMs, life, runtime);
    }
}

void HistoryRecorder::begin(Track &track, SteadyTime now, std::int64_t startMs, const ExchangeTally &life,
                            const api::RuntimeFigures &runtime)
{
    const std::int64_t reachMs =
        std::chrono::milliseconds(track.period).count() * static_cast<std::int64_t>(track.most - 1);
    // A clock that was turned back: what seems to come later has no place any more.
    while (!track.points.empty() && track.points.back().startMs >= startMs)
        track.points.pop_back();
    while (!track.points.empty() && track.points.front().startMs < startMs - reachMs)
        track.points.pop_front();
    track.points.emplace_back().startMs = startMs;
    track.began = now;
    track.before.reset();
    track.before.merge(life);
    track.runtimeBefore = runtime;
    fill(track, now, life, runtime);
}

void HistoryRecorder::fill(Track &track, SteadyTime now, const ExchangeTally &life,
                           const api::RuntimeFigures &runtime)
{
    ExchangeTally since;
    since.merge(life);
    since.subtract(track.before);
    const api::RuntimeFigures &before = track.runtimeBefore;
    api::HistoryPoint &point = track.points.back();
    point.seconds = std::chrono::duration<double>(now - track.began).count();
    point.requests = since.requests.value();
    point.failed = since.failed.value();
    point.total = latencyPoint(since.total);
    point.overhead = latencyPoint(since.overhead);
    point.ttft = latencyPoint(since.ttft);
    point.dbReads = runtime.dbReads - before.dbReads;
    point.dbWriteTransactions = runtime.dbWriteTransactions - before.dbWriteTransactions;
    point.cpuUs = runtime.cpuUs - before.cpuUs;
    point.loopLagMaxUs = std::max(point.loopLagMaxUs, runtime.loopLagMaxUs);
    point.rssBytes = runtime.rssBytes;
    point.walBytes = runtime.walBytes;
    point.databaseBytes = runtime.databaseBytes;
    point.journalUsedBytes = runtime.journalUsedBytes;
}

api::MetricsHistory HistoryRecorder::history(api::HistorySpan span) const
{
    const std::scoped_lock lock(m_mutex);
    const Track &track = m_tracks[static_cast<std::size_t>(span)];
    api::MetricsHistory history;
    history.enabled = m_metrics.enabled();
    history.periodSeconds = std::chrono::duration<double>(track.period).count();
    history.spanSeconds = history.periodSeconds * static_cast<double>(track.most - 1);
    history.points.assign(track.points.begin(), track.points.end());
    return history;
}

} // namespace relay::metrics
