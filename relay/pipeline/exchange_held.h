// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/usage_record.h"
#include "relay/pipeline/exchange.h"

#include <cstdint>
#include <optional>
#include <string>

namespace relay::pipeline {

// What an exchange would have written by now, did it not wait for the database. A value.
struct Exchange::Held
{
    enum class End : std::uint8_t {
        Open,     // the body goes on
        Complete, // with these bytes the body ends
        Abort,    // then the connection is cut
        Whole,    // these bytes are the whole body, and the head has not gone
    };

    End end = End::Open;
    int status = 0; // of a whole answer
    std::string bytes;
    std::optional<model::UsageRecord> untold; // its times are known when the head has gone
};

} // namespace relay::pipeline
