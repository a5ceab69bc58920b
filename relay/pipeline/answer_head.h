// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/http/request_head.h"
#include "relay/http/response_head.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace relay::pipeline {

// Each relay adds its instance id on the way up. One that finds its own has called itself.
inline constexpr std::string_view kLoopHeader = "X-TrayRelay-Via";

// How long an exchange spent where, so far. The rest of `total` is the relay's own.
struct StageTimes
{
    Nanos total{0};
    Nanos auth{0};
    Nanos queue{0};    // waiting for a free upstream connection
    Nanos connect{0};  // name, connect, handshakes
    Nanos upstream{0}; // waiting for upstreams, also until one is asked again

    Nanos overhead() const
    {
        const Nanos own = total - queue - connect - upstream;
        return own < Nanos{0} ? Nanos{0} : own;
    }
};

// Milliseconds with two decimals.
void appendMilliseconds(std::string &text, Nanos time);

// X-Response-Time-Ms, X-Request-Id, Server-Timing, as lines.
void appendTimingHeaders(std::string &lines, std::uint64_t requestId, const StageTimes &times);

// A client's fields that an upstream should see: none that belong to the connection, none that carry a key
// (its own, `key`, by whatever name) or tell where the client is.
void appendForwardedHeaders(std::string &lines, const http::RequestHead &head, std::string_view key);

// An upstream's fields that the client should see. Its request id comes as X-Upstream-Request-Id.
void appendAnswerHeaders(std::string &lines, const http::ResponseHead &head);

} // namespace relay::pipeline
