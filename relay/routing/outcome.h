// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"

#include <chrono>
#include <memory>
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
    // The key is wrong, has no right, or its account no money: another key may do better.
    bool refusedUs() const
    {
        return kind == Kind::Answered && (status == 401 || status == 402 || status == 403);
    }
    bool rateLimited() const { return kind == Kind::Answered && status == 429; }
    // The upstream could not serve what another may. A redirect is no answer of an API; 408 is its own fault.
    bool failed() const
    {
        return kind != Kind::Answered || status >= 500 || status == 408 || (status >= 300 && status < 400) ||
               status < 200;
    }
    // The client gets it as it came.
    bool answers() const { return !refusedUs() && !rateLimited() && !failed(); }

    std::string text;                     // for people: what the upstream or the system said; short
    std::shared_ptr<const Phrase> phrase; // the same, where it is the relay's own words
};

Phrase phraseOf(const Outcome &outcome);
std::string inWords(const Outcome &outcome); // how the attempt ended: "HTTP 500 (overloaded)"

} // namespace relay::routing
