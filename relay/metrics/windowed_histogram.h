// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/metrics/latency_histogram.h"
#include "relay/metrics/sliding_windows.h"

namespace relay::metrics {

// One quantity over the last minute, the last hour, since reset and since start; at most 0.8 MB.
// Written by one thread (relay); collect() is thread-safe.
class WindowedHistogram final
{
public:
    void record(SteadyTime now, Nanos value) { m_windows.current(now).record(value); }
    void reset(SteadyTime now) { m_windows.reset(now); }
    void collect(Window window, SteadyTime now, LatencyHistogram &into) const
    {
        m_windows.collect(window, now, into);
    }

private:
    SlidingWindows<LatencyHistogram> m_windows;
};

} // namespace relay::metrics
