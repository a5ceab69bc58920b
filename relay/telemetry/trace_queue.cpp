// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/telemetry/trace_queue.h"

#include <utility>

namespace relay::telemetry {

TraceQueue::TraceQueue(std::size_t capacity, std::size_t wakeAt, SpanCounts &counts, Wake wake)
    : m_wakeAt(wakeAt)
    , m_counts(counts)
    , m_wake(std::move(wake))
    , m_ring(capacity)
{
}

void TraceQueue::push(std::unique_ptr<ExchangeTrace> trace)
{
    const std::size_t tail = m_tail.load(std::memory_order_relaxed);
    const std::size_t waiting = tail - m_head.load(std::memory_order_acquire);
    if (waiting == m_ring.size()) {
        m_counts.dropped.fetch_add(trace->spanCount(), std::memory_order_relaxed);
        return;
    }
    m_ring[tail % m_ring.size()] = std::move(trace);
    m_tail.store(tail + 1, std::memory_order_release);
    if (waiting + 1 >= m_wakeAt && !m_called.load(std::memory_order_relaxed) && !m_called.exchange(true))
        m_wake();
}

std::unique_ptr<ExchangeTrace> TraceQueue::pop()
{
    const std::size_t head = m_head.load(std::memory_order_relaxed);
    if (head == m_tail.load(std::memory_order_acquire))
        return nullptr;
    std::unique_ptr<ExchangeTrace> trace = std::move(m_ring[head % m_ring.size()]);
    m_head.store(head + 1, std::memory_order_release);
    return trace;
}

} // namespace relay::telemetry
