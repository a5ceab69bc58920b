// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/error.h"
#include "relay/routing/health.h"
#include "relay/routing/outcome.h"
#include "relay/routing/routing_table.h"

#include <QtGlobal>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::routing {

// What the client is told when no attempt answered.
struct Failure
{
    Error error;
    std::optional<std::chrono::seconds> retryAfter; // for the Retry-After header
};

// The attempts of one exchange: who is next, and what an outcome means. Never the same candidate twice, but
// for the one delayed retry where a model has a single candidate. Of candidates that all rest, doubtful ones
// are tried all the same (our guess must not refuse what might work); those behind an open breaker or with a
// time that the upstream named are not: the client hears at once when to come again. Lives on relay.
class FailoverPlan final
{
    Q_DISABLE_COPY_MOVE(FailoverPlan)
public:
    static constexpr std::size_t kMaxAttempts = 16;
    static constexpr std::chrono::milliseconds kRetryDelay{1000};
    static constexpr std::chrono::milliseconds kConnectRetryDelay{300};
    static constexpr std::chrono::milliseconds kLongestDelay{
        5000}; // beyond it the client waits better itself

    enum class Action {
        Answer,    // this answer goes to the client as it came
        TryNext,   // call next()
        RetrySame, // call retry() after `delay`
        GiveUp,    // finalError()
    };
    struct Verdict
    {
        Action action = Action::GiveUp;
        std::chrono::milliseconds delay{0};
    };

    // `model` must outlive the plan. `retryTimes`: further attempts. `random`: any number; it drives the
    // choice by weight.
    FailoverPlan(Route route, std::string_view model, Health &health, int retryTimes, std::uint64_t random);

    // The next attempt's candidate, valid as long as the table; null: none, see finalError().
    const Candidate *next(SteadyTime now);
    const Candidate *retry(SteadyTime now); // the same once more, after RetrySame

    // Tells Health as well. Call it once per attempt that next() or retry() gave.
    Verdict decide(const Outcome &outcome, SteadyTime now);
    void abandon(); // the client went away during an attempt

    // How an answer that decide() took ended, which comes later than its beginning. Both tell Health alone.
    void ended();
    void brokeOff(SteadyTime now);

    Failure finalError(SteadyTime now) const;
    std::size_t attempts() const { return m_tried.size(); }

private:
    struct Tried
    {
        const Candidate *candidate = nullptr;
        Outcome outcome;
        bool over = false;
    };

    // Channels may be edited during an exchange; then it ends without asking or telling Health.
    bool knowsHealth() const { return m_health.edition() == m_edition; }
    const Candidate *choose(SteadyTime now);
    void begin(const Candidate &candidate, SteadyTime now);
    bool wasTried(const Candidate &candidate) const;
    bool upstreamIsDown(const Candidate &candidate) const;
    std::optional<std::chrono::milliseconds> sameAgain(const Outcome &outcome) const;
    Failure allRest(SteadyTime now) const;
    std::string story() const;

    Route m_route;
    std::string_view m_model;
    Health &m_health;
    const std::uint32_t m_edition;
    std::size_t m_maxAttempts;
    std::uint64_t m_random;
    std::vector<Tried> m_tried;          // one per attempt
    const Candidate *m_chosen = nullptr; // by decide(), for the next() that follows
    bool m_retriedSame = false;
};

} // namespace relay::routing
