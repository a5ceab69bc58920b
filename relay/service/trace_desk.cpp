// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/trace_desk.h"

#include "relay/platform/thread_priority.h"

#include <chrono>
#include <future>

namespace relay::service {

namespace {

constexpr std::size_t kQueuedExchanges = 2048; // some 2 MB; as many as a collector's absence may cost
constexpr std::chrono::seconds kFlushTime{2};  // at an end

} // namespace

TraceDesk::TraceDesk(const std::string &instanceId)
    : m_queue(kQueuedExchanges, telemetry::TraceExporter::kBatch, m_counts,
              [this] {
                  QMetaObject::invokeMethod(&m_exporter, &telemetry::TraceExporter::send,
                                            Qt::QueuedConnection);
              })
    , m_source(m_queue)
    , m_exporter(m_queue, m_counts, {.version = TRAYRELAY_VERSION, .instanceId = instanceId})
{
    m_thread.setObjectName(QStringLiteral("telemetry"));
    m_exporter.moveToThread(&m_thread);
}

TraceDesk::~TraceDesk()
{
    stop();
}

void TraceDesk::apply(const std::string &endpoint)
{
    if (endpoint == m_endpoint)
        return;
    m_endpoint = endpoint;
    m_enabled = !endpoint.empty();
    if (!m_thread.isRunning()) {
        m_thread.start();
        // Whoever relays comes first: a queue that is full costs a counter, a stolen processor an answer's
        // time.
        QMetaObject::invokeMethod(&m_exporter, [] { platform::setBackgroundPriority(); });
    }
    QMetaObject::invokeMethod(
        &m_exporter, [this, url = telemetry::tracesUrl(endpoint)] { m_exporter.setUrl(url); },
        Qt::QueuedConnection);
}

void TraceDesk::stop()
{
    if (!m_thread.isRunning())
        return;
    m_enabled = false;
    m_endpoint.clear();
    std::promise<void> done;
    QMetaObject::invokeMethod(
        &m_exporter, [this, &done] { m_exporter.finish(kFlushTime, [&done] { done.set_value(); }); },
        Qt::QueuedConnection);
    done.get_future().wait();
    m_thread.quit();
    m_thread.wait();
}

api::TraceFigures TraceDesk::figures() const
{
    return {.enabled = m_enabled,
            .exported = m_counts.exported,
            .dropped = m_counts.dropped,
            .failed = m_counts.failed,
            .queued = m_queue.size()};
}

} // namespace relay::service
