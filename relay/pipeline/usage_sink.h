// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/base/result.h"
#include "relay/model/usage_record.h"
#include "relay/pipeline/database_waiter.h"

#include <cstdint>
#include <string_view>

namespace relay::pipeline {

// What is known of a call before it is made. A value; views the request.
struct ExpectedCall
{
    std::string_view model;         // as requested
    std::string_view upstreamModel; // as it will be sent
    std::uint64_t requestBytes = 0; // of its body
    std::int64_t maxTokens = 0;     // of each answer; 0: the client sets no bound
    std::int64_t choices = 1;
};

// Where usage records go, before the answer's last bytes do. Lives on relay.
class UsageSink
{
public:
    virtual ~UsageSink() = default;

    // What the call may cost, in one-api units: a guess from its size. 0: the model has no price.
    virtual std::int64_t expectedQuota(const ExpectedCall &call) const = 0;

    // An error: no room for what would have to be recorded, `live` exchanges included that have not told
    // theirs yet; requests are refused with it.
    virtual Result<void> accepting(std::size_t live) const = 0;

    // Sets the quota aside in the database, where settings ask for that: the waiter waits afterwards.
    virtual void reserve(std::int64_t tokenId, std::int64_t quota, DatabaseWaiter &waiter) = 0;

    // Prices the record and keeps it, safe from the death of the process. Fills costUsd, quota, sequence.
    // Where it is to be in the database first, the waiter waits afterwards; its reservation ends.
    virtual Result<void> take(model::UsageRecord &record, DatabaseWaiter *waiter) = 0;

    // It is told nothing any more; what it waited for is done all the same.
    virtual void stopWaiting(DatabaseWaiter &waiter) = 0;
    // The waiter goes: it is told nothing more, and has nothing reserved.
    virtual void forget(DatabaseWaiter &waiter) = 0;
    // When something that somebody waited for was last written.
    SteadyTime answeredAt() const { return m_answeredAt; }

protected:
    SteadyTime m_answeredAt{};
};

} // namespace relay::pipeline
