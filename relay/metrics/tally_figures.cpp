// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/metrics/tally_figures.h"

namespace relay::metrics {

namespace {

double microseconds(Nanos value)
{
    return static_cast<double>(value.count()) / 1e3;
}

} // namespace

api::LatencyFigures latencyFigures(const LatencyHistogram &histogram)
{
    api::LatencyFigures figures;
    figures.count = histogram.count();
    if (figures.count == 0)
        return figures;
    figures.averageUs = microseconds(histogram.sum()) / static_cast<double>(figures.count);
    figures.p50Us = microseconds(histogram.percentile(0.50));
    figures.p95Us = microseconds(histogram.percentile(0.95));
    figures.p99Us = microseconds(histogram.percentile(0.99));
    figures.maxUs = microseconds(histogram.max());
    return figures;
}

} // namespace relay::metrics
