// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/model/usage_record.h"
#include "relay/telemetry/trace_context.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relay::telemetry {

// Why an attempt or an exchange failed, where no HTTP status says it.
enum class Failure : std::uint8_t {
    None,
    NotSent, // the channel is not usable as it is set up
    ConnectFailed,
    Timeout,
    Broken,   // the connection or the answer ended early
    Redirect, // which the relay does not follow
    Dropped,  // the client went away, or the relay ends
    Stream,   // an error inside a stream
};

// What becomes the span of one upstream try: a value. Texts that are string_views live for ever.
struct AttemptTrace
{
    std::uint64_t span = 0;
    Nanos begin{0}; // both since the exchange began
    Nanos end{0};
    std::int64_t channelId = 0;
    std::string channel;
    std::string_view provider; // as the conventions for generative AI name it
    std::string model;         // as sent
    std::string host;          // empty: there is no address
    std::uint16_t port = 0;
    int status = 0; // HTTP status; 0: none came
    Failure failure = Failure::None;
};

// What becomes the spans of one exchange: a value. Never a key, a prompt or a query. Texts that are
// string_views live for ever.
struct ExchangeTrace
{
    TraceContext own;         // of the exchange's span
    std::uint64_t parent = 0; // the client's span; 0: none
    std::string traceState;   // the client's; empty: none
    std::int64_t startUnixNs = 0;
    Nanos duration{0};
    std::uint64_t requestId = 0;
    std::string method;
    std::string path;
    std::string route;          // the path's pattern
    std::string_view operation; // `chat`, ...
    std::string model;          // as requested
    std::string channel;        // of the last attempt
    bool stream = false;
    int status = 0; // as the client saw it
    Failure failure = Failure::None;
    model::TokenUsage usage;
    std::vector<AttemptTrace> attempts;

    std::uint64_t spanCount() const { return 1 + attempts.size(); }
};

} // namespace relay::telemetry
