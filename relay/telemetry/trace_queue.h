// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/telemetry/exchange_trace.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace relay::telemetry {

// What became of the spans since start. Thread-safe.
struct SpanCounts
{
    std::atomic<std::uint64_t> exported{0}; // the collector took them
    std::atomic<std::uint64_t> dropped{0};  // never sent: the queue was full, or the export ended
    std::atomic<std::uint64_t> failed{0};   // the collector refused them, or did not answer
};

// Finished exchanges on their way to the exporter: a ring that `relay` fills and `telemetry` empties, without
// a lock. What comes while it is full is dropped and counted. push() lives on relay, pop() and rearm() on
// telemetry; the rest is thread-safe.
class TraceQueue final
{
public:
    using Wake = std::function<void()>;

    // `wake` is called on relay, once when `wakeAt` of them wait; again after rearm().
    TraceQueue(std::size_t capacity, std::size_t wakeAt, SpanCounts &counts, Wake wake);
    TraceQueue(const TraceQueue &) = delete;
    TraceQueue &operator=(const TraceQueue &) = delete;

    void push(std::unique_ptr<ExchangeTrace> trace);
    std::unique_ptr<ExchangeTrace> pop(); // null: empty
    void rearm() { m_called.store(false); }

    std::size_t size() const
    {
        const std::size_t taken = m_head.load(); // first: it never overtakes the other
        return m_tail.load() - taken;
    }
    std::size_t capacity() const { return m_ring.size(); }

private:
    const std::size_t m_wakeAt;
    SpanCounts &m_counts;
    const Wake m_wake;
    std::vector<std::unique_ptr<ExchangeTrace>> m_ring;
    alignas(64) std::atomic<std::size_t> m_tail{0}; // put so far; written by relay
    alignas(64) std::atomic<std::size_t> m_head{0}; // taken so far; written by telemetry
    std::atomic<bool> m_called{false};
};

} // namespace relay::telemetry
