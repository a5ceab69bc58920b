// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/routing/health.h"
#include "relay/routing/routing_table.h"

#include <cstddef>
#include <vector>

namespace relay::routing {

// Whom a FailoverPlan that began now would most likely try, one after the other, if each attempt failed.
// Among equals it draws by weight: here the heavier one comes first, and where weights are equal, the one
// that the table has first. Those that rest, and would not be tried, come last, by the end of their rest.
struct LikelyOrder
{
    std::vector<const Candidate *> candidates; // valid as long as the route
    std::size_t ready = 0;                     // so many of them would be tried
};

LikelyOrder likelyOrder(const Route &route, const Health &health, SteadyTime now);

} // namespace relay::routing
