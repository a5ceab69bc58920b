// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"

#include <cstdint>
#include <optional>
#include <string>

namespace relay::service {

// What one channel's upstream looks like from here. A value.
struct UpstreamSight
{
    std::string channel;
    int status = 0; // HTTP; 0: no answer came
    bool badUrl = false;
    bool noConnection = false;                // no name, no connection, no handshake
    Saying problem;                           // for people, without secrets; empty: it answers
    std::optional<std::int64_t> clockAheadMs; // of the upstream's clock, by its Date field
};

} // namespace relay::service
