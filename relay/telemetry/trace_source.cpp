// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/telemetry/trace_source.h"

#include "relay/base/ids.h"

namespace relay::telemetry {

TraceSource::TraceSource(TraceQueue &queue)
    : m_queue(queue)
    , m_random(randomId())
{
}

std::uint64_t TraceSource::newSpan()
{
    std::uint64_t id = 0;
    while (id == 0)
        id = m_random();
    return id;
}

std::unique_ptr<ExchangeTrace> TraceSource::begin(const std::optional<TraceContext> &parent)
{
    auto trace = std::make_unique<ExchangeTrace>();
    if (parent) {
        trace->own = *parent;
        trace->parent = parent->span;
    } else {
        trace->own = {.trace = {newSpan(), newSpan()}, .flags = TraceContext::kSampled};
    }
    trace->own.span = newSpan();
    return trace;
}

} // namespace relay::telemetry
