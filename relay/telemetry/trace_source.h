// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/telemetry/trace_queue.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <random>

namespace relay::telemetry {

// Where exchanges get their ids and hand in what they were. Lives on relay.
class TraceSource final
{
public:
    explicit TraceSource(TraceQueue &queue);

    // Of a request that came with this parent, or with none: a trace of its own. The parent must be sampled.
    std::unique_ptr<ExchangeTrace> begin(const std::optional<TraceContext> &parent);
    std::uint64_t newSpan();
    void handIn(std::unique_ptr<ExchangeTrace> trace) { m_queue.push(std::move(trace)); }

private:
    TraceQueue &m_queue;
    std::mt19937_64 m_random; // ids are told apart, not guessed at
};

} // namespace relay::telemetry
