// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/health.h"

#include "relay/base/phrase.h"
#include "relay/base/text.h"

#include <algorithm>
#include <unordered_map>

namespace relay::routing {

Health::Health(HealthSettings settings)
    : m_settings(settings)
{
}

void Health::adopt(const RoutingTable &table)
{
    std::unordered_map<std::uint64_t, const State *> known;
    for (const State &state : m_states)
        known.emplace(state.identity, &state);
    std::vector<State> states(table.candidateCount());
    for (std::size_t i = 0; i < states.size(); ++i) {
        const auto old = known.find(table.identity(i));
        if (old != known.end())
            states[i] = *old->second;
        states[i].identity = table.identity(i);
    }
    const bool same = std::equal(states.begin(), states.end(), m_states.begin(), m_states.end(),
                                 [](const State &a, const State &b) { return a.identity == b.identity; });
    if (!same)
        ++m_edition;
    m_states = std::move(states);
}

Health::Standing Health::standing(std::uint32_t index, SteadyTime now) const
{
    const State &state = m_states[index];
    if (now < state.restUntil)
        return isOurGuess(state) ? Standing::Doubtful : Standing::Resting;
    // Its rest is over, but one probe goes first; one that never ended does not bar the way for ever.
    if (state.probing && now < state.probeSince + m_settings.breakerCooldown)
        return Standing::Resting;
    return Standing::Ready;
}

Health::Condition Health::condition(std::uint32_t index, SteadyTime now) const
{
    const State &state = m_states[index];
    if (isOpen(state) || state.rest == Rest::Refused)
        return {Condition::Kind::Open, restsUntil(index), state.reason, state.phrase};
    if (now < state.restUntil)
        return {Condition::Kind::CoolingDown, state.restUntil, state.reason, state.phrase};
    return {};
}

SteadyTime Health::restsUntil(std::uint32_t index) const
{
    const State &state = m_states[index];
    return state.probing ? std::max(state.restUntil, state.probeSince + m_settings.breakerCooldown)
                         : state.restUntil;
}

bool Health::askedToRest(std::uint32_t index, SteadyTime now) const
{
    return m_states[index].rest == Rest::Asked && now < m_states[index].restUntil;
}

void Health::onAttempt(std::uint32_t index, SteadyTime now)
{
    State &state = m_states[index];
    if (isOpen(state)) {
        state.probing = true;
        state.probeSince = now;
    }
}

void Health::onOutcome(std::uint32_t index, const Outcome &outcome, SteadyTime now)
{
    State &state = m_states[index];
    if (outcome.kind == Outcome::Kind::Unavailable) {
        state.probing = false;
        return;
    }
    if (outcome.kind == Outcome::Kind::Answered && outcome.status == 429) {
        // It lives: no failure for the breaker, which a 429 out of many would open for nothing.
        state.probing = false;
        state.failures = 0;
        remember(state, outcome);
        rest(state, outcome.retryAfter ? Rest::Asked : Rest::Guess,
             outcome.retryAfter ? Nanos(*outcome.retryAfter) : Nanos(m_settings.rateLimitedRest), now);
        return;
    }
    if (outcome.refusedUs()) {
        state.probing = false;
        state.failures = 0;
        remember(state, outcome);
        rest(state, Rest::Refused, m_settings.refusedRest, now);
        return;
    }
    if (outcome.failed()) {
        remember(state, outcome);
        countFailure(state, outcome, now);
        return;
    }
    state.probing = false;
    state.failures = 0;
    // A time that the upstream named stays: this answer may be to a request from before.
    if (state.rest == Rest::Asked && now < state.restUntil)
        return;
    state.rest = Rest::None;
    state.restUntil = {};
    if (state.breaks == 0) {
        state.reason.clear(); // keeps its memory
        state.phrase.reset();
    }
}

void Health::onBrokenOff(std::uint32_t index, SteadyTime now)
{
    State &state = m_states[index];
    ++state.breaks;
    const Phrase phrase = said(QT_TRANSLATE_NOOP("Phrases", "the answer broke off"));
    state.reason = phrase.english();
    state.phrase = std::make_shared<const Phrase>(phrase);
    if (isOpen(state))
        rest(state, Rest::Breaker, m_settings.breakerCooldown, now);
}

void Health::onAbandoned(std::uint32_t index)
{
    m_states[index].probing = false;
}

void Health::remember(State &state, const Outcome &outcome)
{
    const bool told = outcome.kind == Outcome::Kind::Answered && !outcome.text.empty(); // with its status
    const Phrase phrase = told ? untranslated(outcome.text) : phraseOf(outcome);
    state.reason = phrase.english();
    state.phrase.reset();
    if (state.reason.size() <= kReasonBytes)
        state.phrase = std::make_shared<const Phrase>(phrase);
    state.reason.resize(cutText(state.reason, kReasonBytes).size());
}

void Health::rest(State &state, Rest why, Nanos time, SteadyTime now)
{
    const SteadyTime until = now + std::min<Nanos>(time, kLongestRest);
    const bool rested = now < state.restUntil;
    // Late answers to requests of the same moment must not weaken what is known.
    if (rested && state.rest == Rest::Asked && (why != Rest::Asked || until <= state.restUntil))
        return;
    state.rest = why;
    state.restUntil = until;
}

void Health::countFailure(State &state, const Outcome &outcome, SteadyTime now)
{
    state.probing = false;
    ++state.failures;
    if (outcome.retryAfter && outcome.kind == Outcome::Kind::Answered)
        rest(state, Rest::Asked, *outcome.retryAfter, now);
    else if (isOpen(state))
        rest(state, Rest::Breaker, m_settings.breakerCooldown, now);
}

} // namespace relay::routing
