// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"
#include "relay/base/phrase.h"
#include "relay/routing/outcome.h"
#include "relay/routing/routing_table.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relay::routing {

struct HealthSettings
{
    int breakerFailures = 5;                  // BREAKER_FAILURES; 0: no breaker
    std::chrono::seconds breakerCooldown{30}; // BREAKER_COOLDOWN
    std::chrono::seconds rateLimitedRest{5};  // after a 429 that names no time
    std::chrono::seconds refusedRest{300};    // after 401, 402, 403: a wrong key does not heal soon
};

// How each candidate fares: breaker, cool-downs, one probe at a time after a breaker's rest. Time is an
// argument. Lives on relay.
class Health final
{
public:
    enum class Standing {
        Ready,
        Doubtful, // rests by our own guess: better than no answer at all
        Resting,  // the breaker is open, or the upstream named a time: not to be tried before restsUntil
    };
    static constexpr std::chrono::hours kLongestRest{1}; // whatever an upstream asks for

    explicit Health(HealthSettings settings = {});

    // Takes over what is known of candidates that the new table still has. Indices of another table mean
    // nothing from then on: whoever still holds some tells it by the edition.
    void adopt(const RoutingTable &table);
    std::uint32_t edition() const { return m_edition; }
    void configure(HealthSettings settings) { m_settings = settings; }

    // How people are told of it.
    struct Condition
    {
        enum class Kind {
            Healthy,
            CoolingDown, // rests after a 429, or for as long as the upstream asked
            Open, // failed too often, or was refused: `until` may be over, but nobody has tried it since
        };
        Kind kind = Kind::Healthy;
        SteadyTime until{};
        std::string_view reason;              // of the last failure; until the next call on this
        std::shared_ptr<const Phrase> phrase; // the same, where it is the relay's own words
    };
    Condition condition(std::uint32_t index, SteadyTime now) const;

    Standing standing(std::uint32_t index, SteadyTime now) const;
    SteadyTime restsUntil(std::uint32_t index) const;
    bool askedToRest(std::uint32_t index, SteadyTime now) const; // the upstream named the time

    void onAttempt(std::uint32_t index, SteadyTime now); // takes the probe's place where one is due
    void onOutcome(std::uint32_t index, const Outcome &outcome, SteadyTime now);
    // Of an answer that had begun well. Breaks are counted apart: the next answer's good beginning, which is
    // an outcome, says nothing of how it ends.
    void onEnded(std::uint32_t index) { m_states[index].breaks = 0; }
    void onBrokenOff(std::uint32_t index, SteadyTime now);
    void onAbandoned(std::uint32_t index); // the client went away first: says nothing of the upstream

private:
    static constexpr std::size_t kReasonBytes = 200;
    enum class Rest { None, Guess, Refused, Breaker, Asked };
    struct State
    {
        std::uint64_t identity = 0;
        int failures = 0; // in a row
        int breaks = 0;   // answers in a row that did not come to their end
        Rest rest = Rest::None;
        bool probing = false;
        SteadyTime restUntil{};
        SteadyTime probeSince{};
        std::string reason;                   // of the last failure; empty since a success
        std::shared_ptr<const Phrase> phrase; // see Condition
    };

    static bool isOurGuess(const State &state)
    {
        return state.rest == Rest::Guess || state.rest == Rest::Refused;
    }
    static void remember(State &state, const Outcome &outcome);
    static void rest(State &state, Rest why, Nanos time, SteadyTime now);
    void countFailure(State &state, const Outcome &outcome, SteadyTime now);
    bool isOpen(const State &state) const
    {
        return m_settings.breakerFailures > 0 &&
               (state.failures >= m_settings.breakerFailures || state.breaks >= m_settings.breakerFailures);
    }

    HealthSettings m_settings;
    std::vector<State> m_states;
    std::uint32_t m_edition = 0;
};

} // namespace relay::routing
