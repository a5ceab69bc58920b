// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace relay::routing {

// How one attempt ended, as far as routing cares. A value.
struct Outcome
{
    enum class Kind {
        Answered,      // a status line came; see status
        ConnectFailed, // DNS, TCP, TLS or proxy: nothing was sent
        Silent,        // connected, but no answer in time
        Broken,        // the connection broke, or sent what is not HTTP, before the client got a byte
        Unavailable,   // it was never tried: no free connection, for example
    };

    Kind kind = Kind::Answered;
    int status = 0;
    std::optional<std::chrono::milliseconds> retryAfter;
    std::string text; // for people: what the upstream or the system said; short
};

} // namespace relay::routing
