// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/metrics/counter.h"
#include "relay/metrics/latency_histogram.h"

namespace relay::metrics {

// What counters and histograms hold, as people see it. Reentrant.
api::LatencyFigures latencyFigures(const LatencyHistogram &histogram);

inline double dollars(const Counter &nano)
{
    return static_cast<double>(nano.value()) / 1e9;
}

// What an ExchangeTally and a NamedTally have in common. Without latency its figures stay empty.
template <typename Figures, typename Tally>
void fillFigures(const Tally &tally, bool withLatency, Figures &figures)
{
    figures.requests = tally.requests.value();
    figures.failed = tally.failed.value();
    figures.slow = tally.slow.value();
    figures.promptTokens = tally.promptTokens.value();
    figures.completionTokens = tally.completionTokens.value();
    figures.costUsd = dollars(tally.costNano);
    if (!withLatency)
        return;
    figures.total = latencyFigures(tally.total);
    figures.overhead = latencyFigures(tally.overhead);
    figures.ttft = latencyFigures(tally.ttft);
}

} // namespace relay::metrics
