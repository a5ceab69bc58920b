// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/likely_order.h"

#include <algorithm>
#include <tuple>

namespace relay::routing {

namespace {

// Better ones first; see FailoverPlan::choose().
auto place(const Candidate &candidate, const Health &health, SteadyTime now,
           const std::vector<const Candidate *> &failed)
{
    const bool doubtful = health.standing(candidate.index, now) == Health::Standing::Doubtful;
    const bool down = std::ranges::any_of(
        failed, [&](const Candidate *other) { return other->channel == candidate.channel; });
    const int rank = doubtful ? 2 : down ? 1 : 0;
    return std::tuple(rank, -candidate.priority, -static_cast<std::int64_t>(candidate.weight));
}

} // namespace

LikelyOrder likelyOrder(const Route &route, const Health &health, SteadyTime now)
{
    LikelyOrder order;
    std::vector<const Candidate *> left;
    std::vector<const Candidate *> resting;
    for (const Candidate &candidate : route.candidates) {
        const bool rests = health.standing(candidate.index, now) == Health::Standing::Resting;
        (rests ? resting : left).push_back(&candidate);
    }
    while (!left.empty()) {
        const auto best = std::ranges::min_element(left, {}, [&](const Candidate *candidate) {
            return place(*candidate, health, now, order.candidates);
        });
        order.candidates.push_back(*best);
        left.erase(best);
    }
    order.ready = order.candidates.size();
    std::ranges::stable_sort(resting, {},
                             [&](const Candidate *candidate) { return health.restsUntil(candidate->index); });
    order.candidates.insert(order.candidates.end(), resting.begin(), resting.end());
    return order;
}

} // namespace relay::routing
