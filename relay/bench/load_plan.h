// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/clock.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <string>

namespace relay::bench {

// What to ask, how often, and by how many at once. A value.
struct LoadPlan
{
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string request; // head and body, as they go over the wire
    std::uint64_t requests = 1;
    std::uint32_t concurrency = 1;             // each with a connection of its own, that it keeps
    bool stream = false;                       // the answer is one of events, and must come to its [DONE]
    Nanos ramp{0};                             // the clients begin within this time, evenly
    Nanos timeout = std::chrono::seconds{120}; // silence of the other side
    // What the answers wait for at least. Times are kept as what is beyond it, so that a histogram's relative
    // error is one of the difference that is looked for.
    Nanos knownWait{0};
};

struct Percentiles
{
    std::uint64_t count = 0;
    Nanos mean{0};
    Nanos p50{0};
    Nanos p95{0};
    Nanos p99{0};
    Nanos max{0};
};

// What came of it. Times run from the request's sending on an open connection: to the last byte of a good
// answer (total), and for streams to the first byte of the body (ttft). A value.
struct LoadReport
{
    std::uint64_t answered = 0; // well
    std::uint64_t failed = 0;
    std::map<std::string, std::uint64_t> errors; // by kind; their sum is `failed`
    std::string firstError;                      // what the first of them said, for people
    Percentiles total;
    Percentiles ttft;
    Nanos elapsed{0}; // first request to last answer
    std::uint64_t bytesSent = 0;
    std::uint64_t bytesReceived = 0; // of bodies
    bool interrupted = false;

    double ratePerSecond() const // of good answers
    {
        const double seconds = std::chrono::duration<double>(elapsed).count();
        return seconds > 0 ? static_cast<double>(answered) / seconds : 0;
    }
};

// How far a run has come. Thread-safe.
struct LoadProgress
{
    std::atomic<std::uint64_t> answered = 0;
    std::atomic<std::uint64_t> failed = 0;
};

} // namespace relay::bench
