// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/usage_record.h"

namespace relay::pipeline {

// Where usage records go, before the answer's last bytes do. Lives on relay.
class UsageSink
{
public:
    virtual ~UsageSink() = default;

    // An error: no room for what would have to be recorded, `live` exchanges included that have not told
    // theirs yet; requests are refused with it.
    virtual Result<void> accepting(std::size_t live) const = 0;

    // Prices the record and keeps it, safe from the death of the process. Fills costUsd, quota, sequence.
    virtual Result<void> take(model::UsageRecord &record) = 0;
};

} // namespace relay::pipeline
