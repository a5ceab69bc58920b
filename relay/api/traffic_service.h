// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"
#include "relay/base/phrase.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::api {

// The latest client that asked for something, whether it was answered or turned away. A value.
struct Knock
{
    std::int64_t atMs = 0;       // Unix: when its request had been read
    std::uint64_t requestId = 0; // of its usage record, if there is one
    std::string client;   // as it calls itself: User-Agent, shortened; no version of a library behind it
    std::string endpoint; // path without query
    std::string model;    // as requested; empty: it named none
    int status = 0;       // as the client saw it; 0: still under way
    Saying error;         // for people; empty: fine
    Saying remedy;        // what to change in the client; empty: nothing
};

enum class HealthState {
    Healthy,
    CoolingDown, // rests for what the upstream asked for, or after failures: see untilMs
    Open,        // failed too often, or its key was refused: tried again from untilMs on
    Disabled
};

std::string_view healthWord(HealthState state); // healthy, cooling, open, disabled

struct KeyHealth
{
    std::string maskedKey;
    HealthState state = HealthState::Healthy;
    std::int64_t untilMs = 0; // Unix; 0: nobody knows
};

struct ChannelHealth
{
    std::int64_t channelId = 0;
    HealthState state = HealthState::Healthy; // of its best key
    std::int64_t untilMs = 0;                 // Unix; 0: nobody knows
    Saying reason;                            // for people: 401, connection refused; empty while healthy
    std::vector<KeyHealth> keys;              // in the channel's order
};

// One upstream that would be asked for a model, were a request to come now.
struct Candidate
{
    std::int64_t channelId = 0;
    std::string channelName;
    std::string maskedKey;
    std::string upstreamModel; // as it would be sent
    int priority = 0;
    int weight = 1;
    HealthState state = HealthState::Healthy;
    std::int64_t untilMs = 0;
};

struct Route
{
    std::string model;
    // In the order in which they would be tried: by priority, among equals by weight (chance draws there:
    // this is the most likely order). Those that rest and would not be tried come last, by the end of their
    // rest.
    std::vector<Candidate> candidates;
    int attempts = 0; // at most: 1 + RETRY_TIMES, and no more than there are candidates that do not rest
};

// What flows and who answers. Thread-safe.
class TrafficService
{
public:
    // Paused, clients are answered 503 with Retry-After, and told why; the window and the admin API work on.
    // Holds until the program ends.
    virtual void setPaused(bool paused) = 0;
    virtual bool paused() const = 0;

    virtual std::optional<Knock> lastKnock() const = 0;
    virtual void channelHealth(QObject *context, Reply<std::vector<ChannelHealth>> reply) = 0;
    virtual void route(std::string model, QObject *context, Reply<Route> reply) = 0;

    // Whether a relay could listen there: Conflict names who does, BadRequest says what is wrong with it.
    virtual void tryListen(std::string address, std::uint16_t port, QObject *context, Reply<bool> reply) = 0;
    // What takes effect at restart takes effect: answers end, the relay begins anew inside the program.
    virtual Result<void> restart() = 0;

protected:
    ~TrafficService() = default;
};

} // namespace relay::api
