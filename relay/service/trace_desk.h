// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/telemetry/trace_exporter.h"
#include "relay/telemetry/trace_queue.h"
#include "relay/telemetry/trace_source.h"

#include <QThread>

#include <atomic>
#include <string>

namespace relay::service {

// The way of traces to their collector, and the thread `telemetry` that walks it: there is none before an
// endpoint is set. figures() is thread-safe, source() for relay; the rest for one thread at a time.
class TraceDesk final
{
public:
    explicit TraceDesk(const std::string &instanceId);
    ~TraceDesk(); // stops
    Q_DISABLE_COPY_MOVE(TraceDesk)

    // OTEL_EXPORTER_OTLP_ENDPOINT as it is now; empty: what is queued goes out, then nothing.
    void apply(const std::string &endpoint);
    void stop(); // what is queued goes out, if that is quick. Safe to call twice.

    telemetry::TraceSource &source() { return m_source; }
    api::TraceFigures figures() const;

private:
    telemetry::SpanCounts m_counts;
    telemetry::TraceQueue m_queue;
    telemetry::TraceSource m_source;
    telemetry::TraceExporter m_exporter; // lives on m_thread, once that runs
    QThread m_thread;
    std::string m_endpoint;
    std::atomic<bool> m_enabled{false};
};

} // namespace relay::service
