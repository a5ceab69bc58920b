// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/pipeline/database_waiter.h"

#include <string_view>

namespace relay::pipeline {

// Keeps the catalog that requests see: for how long the one that is there may serve, and what is looked up
// when it may not. Lives on relay.
class CatalogSource
{
public:
    virtual ~CatalogSource() = default;

    // Asked for every request.
    bool isFresh(SteadyTime now) const { return now < m_freshUntil; }

    // Brings the catalog up to date for the client that shows this key. The waiter waits afterwards, unless
    // the database cannot be asked just now: then the catalog serves as it is.
    virtual void lookUp(std::string_view key, DatabaseWaiter &waiter) = 0;
    virtual void stopWaiting(DatabaseWaiter &waiter) = 0;
    // It took too long: for a while the catalog serves as it is.
    virtual void giveUp() = 0;

protected:
    SteadyTime m_freshUntil = SteadyTime::max();
};

} // namespace relay::pipeline
