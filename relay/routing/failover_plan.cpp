// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/failover_plan.h"

#include <algorithm>

namespace relay::routing {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// splitmix64: the next of a row of well mixed numbers.
std::uint64_t mix(std::uint64_t &state)
{
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

seconds roundedUp(Nanos time)
{
    return std::max(seconds(1), std::chrono::ceil<seconds>(time));
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace

FailoverPlan::FailoverPlan(Route route, std::string_view model, Health &health, int retryTimes,
                           std::uint64_t random)
    : m_route(std::move(route))
    , m_model(model)
    , m_health(health)
    , m_edition(health.edition())
    , m_maxAttempts(std::min(kMaxAttempts, static_cast<std::size_t>(std::max(retryTimes, 0)) + 1))
    , m_random(random)
{
    if (!m_route.owned.empty())
        m_route.candidates = m_route.owned; // moved with us
}

const Candidate *FailoverPlan::next(SteadyTime now)
{
    if (m_tried.size() == m_maxAttempts)
        return nullptr;
    const Candidate *const candidate = m_chosen ? m_chosen : choose(now);
    m_chosen = nullptr;
    if (!candidate)
        return nullptr;
    begin(*candidate, now);
    return candidate;
}

const Candidate *FailoverPlan::retry(SteadyTime now)
{
    if (m_tried.empty() || m_tried.size() == m_maxAttempts)
        return nullptr;
    const Candidate *const candidate = m_tried.back().candidate;
    begin(*candidate, now);
    return candidate;
}

void FailoverPlan::begin(const Candidate &candidate, SteadyTime now)
{
    m_tried.push_back({.candidate = &candidate});
    if (knowsHealth())
        m_health.onAttempt(candidate.index, now);
}

FailoverPlan::Verdict FailoverPlan::decide(const Outcome &outcome, SteadyTime now)
{
    Tried &last = m_tried.back();
    last.outcome = outcome;
    last.over = true;
    if (knowsHealth())
        m_health.onOutcome(last.candidate->index, outcome, now);

    if (outcome.answers())
        return {Action::Answer, {}};
    if (m_tried.size() == m_maxAttempts)
        return {Action::GiveUp, {}};
    if (const auto delay = sameAgain(outcome)) {
        m_retriedSame = true;
        return {Action::RetrySame, *delay};
    }
    m_chosen = choose(now);
    return {m_chosen ? Action::TryNext : Action::GiveUp, {}};
}

void FailoverPlan::abandon()
{
    if (!m_tried.empty() && !m_tried.back().over && knowsHealth())
        m_health.onAbandoned(m_tried.back().candidate->index);
}

void FailoverPlan::ended()
{
    if (knowsHealth())
        m_health.onEnded(m_tried.back().candidate->index);
}

void FailoverPlan::brokeOff(SteadyTime now)
{
    if (knowsHealth())
        m_health.onBrokenOff(m_tried.back().candidate->index, now);
}

// The one delayed retry where there is nobody else to ask; nothing: there is to be none.
std::optional<milliseconds> FailoverPlan::sameAgain(const Outcome &outcome) const
{
    if (m_route.candidates.size() != 1 || m_retriedSame)
        return std::nullopt;
    const bool busy =
        outcome.rateLimited() || (outcome.kind == Outcome::Kind::Answered && outcome.status == 503);
    if (!busy && outcome.kind != Outcome::Kind::ConnectFailed)
        return std::nullopt;
    const milliseconds delay = !busy ? kConnectRetryDelay : outcome.retryAfter.value_or(kRetryDelay);
    if (delay > kLongestDelay)
        return std::nullopt;
    return delay;
}

bool FailoverPlan::wasTried(const Candidate &candidate) const
{
    return std::any_of(m_tried.begin(), m_tried.end(),
                       [&](const Tried &tried) { return tried.candidate->index == candidate.index; });
}

// Where a channel's upstream failed, its other keys lead to the same place: they come last.
bool FailoverPlan::upstreamIsDown(const Candidate &candidate) const
{
    return std::any_of(m_tried.begin(), m_tried.end(), [&](const Tried &tried) {
        return tried.over && tried.candidate->channel == candidate.channel && tried.outcome.failed();
    });
}

const Candidate *FailoverPlan::choose(SteadyTime now)
{
    // Better ranks first: ready elsewhere, ready at an upstream that just failed, doubtful. Within a rank the
    // highest priority, within that a draw by weight, made in one pass: each next one of equal standing takes
    // the place with the probability of its share so far.
    int bestRank = 3;
    const Candidate *best = nullptr;
    std::uint64_t total = 0;
    for (const Candidate &candidate : m_route.candidates) {
        if (!m_tried.empty() && wasTried(candidate))
            continue;
        const Health::Standing standing =
            knowsHealth() ? m_health.standing(candidate.index, now) : Health::Standing::Ready;
        if (standing == Health::Standing::Resting)
            continue;
        const int rank = standing == Health::Standing::Doubtful          ? 2
                         : !m_tried.empty() && upstreamIsDown(candidate) ? 1
                                                                         : 0;
        const bool better =
            rank < bestRank || (best && rank == bestRank && candidate.priority > best->priority);
        if (!better && (rank > bestRank || candidate.priority < best->priority))
            continue;
        total = better ? candidate.weight : total + candidate.weight;
        if (better || mix(m_random) % total < candidate.weight)
            best = &candidate;
        bestRank = rank;
    }
    return best;
}

Failure FailoverPlan::finalError(SteadyTime now) const
{
    if (m_route.error)
        return {*m_route.error, std::nullopt};
    if (m_tried.empty())
        return allRest(now);

    Failure failure;
    std::optional<milliseconds> soonest;
    ErrorKind kind = ErrorKind::UpstreamRefused;
    for (std::size_t i = 0; i < m_tried.size(); ++i) {
        const Outcome &outcome = m_tried[i].outcome;
        if (outcome.rateLimited()) {
            // A retry helps: that outweighs whatever the others said.
            kind = ErrorKind::RateLimited;
            const milliseconds wait = outcome.retryAfter.value_or(kRetryDelay);
            soonest = std::min(soonest.value_or(wait), wait);
        } else if (kind != ErrorKind::RateLimited && outcome.failed()) {
            kind = outcome.kind == Outcome::Kind::Silent        ? ErrorKind::UpstreamSilent
                   : outcome.kind == Outcome::Kind::Unavailable ? ErrorKind::Unavailable
                                                                : ErrorKind::Transient;
        }
    }
    if (soonest)
        failure.retryAfter = roundedUp(*soonest);

    failure.error.kind = kind;
    const QString what = text(story());
    if (kind == ErrorKind::RateLimited)
        failure.error.message =
            QStringLiteral("The upstream limits how often it may be called: %1. Wait and try "
                           "again, or add another channel or key.")
                .arg(what);
    else if (kind == ErrorKind::UpstreamRefused)
        failure.error.message =
            QStringLiteral("The upstream refused the key that the relay has for it: %1. Check "
                           "the channel's key and account; your own key is fine.")
                .arg(what);
    else
        failure.error.message =
            QStringLiteral("No upstream answered: %1. Try again; if it stays so, check the "
                           "channel's address and state.")
                .arg(what);
    return failure;
}

// Nobody was asked: every candidate rests, for reasons that it is not ours to overrule.
Failure FailoverPlan::allRest(SteadyTime now) const
{
    bool allAsked = true;
    SteadyTime soonest = SteadyTime::max();
    std::string names;
    const model::Channel *previous = nullptr;
    for (const Candidate &candidate : m_route.candidates) {
        allAsked &= m_health.askedToRest(candidate.index, now);
        soonest = std::min(soonest, m_health.restsUntil(candidate.index));
        if (candidate.channel != previous)
            names += (names.empty() ? "" : ", ") + candidate.channel->name;
        previous = candidate.channel;
    }
    const seconds wait = roundedUp(soonest - now);
    const QString message = allAsked
                                ? QStringLiteral("The upstream of %1 asked not to be called for another %3 "
                                                 "s, and nothing else serves the model %2.")
                                : QStringLiteral("Resting after failures: %1, and nothing else serves the "
                                                 "model %2. The next attempt is made in %3 s.");
    return {{allAsked ? ErrorKind::RateLimited : ErrorKind::Unavailable,
             message.arg(text(names), text(m_model), QString::number(wait.count()))},
            wait};
}

// "main: HTTP 500 (overloaded); spare: no connection (refused)"
std::string FailoverPlan::story() const
{
    std::string told;
    for (std::size_t i = 0; i < m_tried.size(); ++i) {
        if (i > 0)
            told += "; ";
        told += m_tried[i].candidate->channel->name + ": " + inWords(m_tried[i].outcome);
    }
    return told;
}

} // namespace relay::routing
