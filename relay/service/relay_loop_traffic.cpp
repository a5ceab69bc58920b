// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/model/secret_mask.h"
#include "relay/routing/likely_order.h"
#include "relay/service/relay_loop.h"

#include <algorithm>

// What people are told of channels and routes: routing's own state, as it is at that moment.
namespace relay::service {

namespace {

using Condition = routing::Health::Condition;

api::HealthState stateOf(Condition::Kind kind)
{
    switch (kind) {
    case Condition::Kind::Healthy:
        return api::HealthState::Healthy;
    case Condition::Kind::CoolingDown:
        return api::HealthState::CoolingDown;
    case Condition::Kind::Open:
        return api::HealthState::Open;
    }
    return api::HealthState::Healthy;
}

} // namespace

std::int64_t RelayLoop::unixMsOf(SteadyTime time) const
{
    if (time == SteadyTime{})
        return 0;
    const auto away = std::chrono::duration_cast<std::chrono::milliseconds>(time - m_loop.clock().steady());
    return m_loop.clock().unixMs() + away.count();
}

api::ChannelHealth RelayLoop::healthOf(const model::Channel &channel, std::uint32_t firstIndex) const
{
    const SteadyTime now = m_loop.clock().steady();
    api::ChannelHealth health{.channelId = channel.id};
    Condition best;
    for (std::size_t i = 0; i < channel.keys.size(); ++i) {
        const Condition condition =
            m_context.health.condition(firstIndex + static_cast<std::uint32_t>(i), now);
        if (i == 0 || condition.kind < best.kind ||
            (condition.kind == best.kind && condition.until < best.until))
            best = condition;
        if (!channel.keys[i].empty()) // else it has none
            health.keys.push_back({.maskedKey = model::maskedKey(channel.keys[i]),
                                   .state = stateOf(condition.kind),
                                   .untilMs = unixMsOf(condition.until)});
    }
    health.state = stateOf(best.kind);
    health.untilMs = unixMsOf(best.until);
    if (best.kind != Condition::Kind::Healthy)
        health.reason = best.phrase ? Saying(*best.phrase) : Saying(std::string(best.reason));
    if (channel.enabled)
        return health;
    health.state = api::HealthState::Disabled; // nobody asks it, so nothing heals or ails it
    health.untilMs = 0;
    for (api::KeyHealth &key : health.keys)
        key = {.maskedKey = std::move(key.maskedKey), .state = api::HealthState::Disabled};
    health.reason = {};
    return health;
}

std::vector<api::ChannelHealth> RelayLoop::channelHealth() const
{
    const routing::RoutingTable &routes = m_context.catalog->routes;
    std::vector<api::ChannelHealth> all;
    for (std::size_t i = 0; i < routes.channels().size(); ++i)
        all.push_back(healthOf(routes.channels()[i], routes.firstIndex(i)));
    std::ranges::sort(all, {}, &api::ChannelHealth::channelId);
    return all;
}

Result<api::Route> RelayLoop::route(const std::string &model) const
{
    if (model.empty())
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP("Phrases", "name the model whose route is asked for"))};
    const routing::Route found = m_context.catalog->routes.route(model);
    if (found.error)
        return *found.error;
    const SteadyTime now = m_loop.clock().steady();
    const routing::LikelyOrder order = routing::likelyOrder(found, m_context.health, now);
    api::Route route;
    route.model = model;
    const std::size_t most =
        1 + static_cast<std::size_t>(std::max(m_context.settings->routing.retryTimes, 0));
    route.attempts = static_cast<int>(std::min({order.ready, most, routing::FailoverPlan::kMaxAttempts}));
    for (const routing::Candidate *const candidate : order.candidates) {
        const Condition condition = m_context.health.condition(candidate->index, now);
        route.candidates.push_back({.channelId = candidate->channel->id,
                                    .channelName = candidate->channel->name,
                                    .maskedKey = model::maskedKey(candidate->key),
                                    .upstreamModel = std::string(candidate->upstreamModel),
                                    .priority = candidate->priority,
                                    .weight = candidate->channel->weight,
                                    .state = stateOf(condition.kind),
                                    .untilMs = unixMsOf(condition.until)});
    }
    return route;
}

} // namespace relay::service
