// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/metrics/counter.h"
#include "relay/pipeline/database_waiter.h"

#include <cstdint>
#include <string_view>

namespace relay::pipeline {

// Keeps the catalog that requests see: for how long the one that is there may serve, and what is looked up
// when it may not. Lives on relay.
class CatalogSource
{
public:
    virtual ~CatalogSource() = default;

    // Asked for every request; `known`: the catalog has its key. One that it has not may be new: somebody
    // else may write the database, so it is looked up unless all were read a moment ago.
    bool isFresh(SteadyTime now, bool known) const
    {
        return now < m_freshUntil && (known || now < m_allKnownUntil);
    }
    // Likewise, and counts it as a look-up.
    bool serves(SteadyTime now, bool known)
    {
        const bool fresh = isFresh(now, known);
        (fresh && m_cached ? m_hits : m_misses).add();
        return fresh;
    }
    // Since start; thread-safe.
    std::uint64_t hits() const { return m_hits.value(); }
    std::uint64_t misses() const { return m_misses.value(); }

    // Brings the catalog up to date for the client that shows this key. The waiter waits afterwards, unless
    // the database cannot be asked just now: then the catalog serves as it is.
    virtual void lookUp(std::string_view key, DatabaseWaiter &waiter) = 0;
    virtual void stopWaiting(DatabaseWaiter &waiter) = 0;
    // It took too long: for a while the catalog serves as it is.
    virtual void giveUp() = 0;
    // When anybody's look-up last came to its end.
    SteadyTime answeredAt() const { return m_answeredAt; }

protected:
    SteadyTime m_freshUntil = SteadyTime::max();
    SteadyTime m_allKnownUntil = SteadyTime::max();
    SteadyTime m_answeredAt{};
    bool m_cached = true; // false: what serves although it is not looked up is no hit

private:
    metrics::Counter m_hits;
    metrics::Counter m_misses;
};

} // namespace relay::pipeline
