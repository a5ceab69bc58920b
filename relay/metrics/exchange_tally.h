// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/metrics/counter.h"
#include "relay/metrics/latency_histogram.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace relay::metrics {

// Of the answers that the relay itself makes those that its settings may be to blame for, not the caller.
constexpr bool isOwnError(int status)
{
    return status >= 500 || status == 408 || status == 413;
}

// Of those answers the ones that are the caller's mistake: a wrong key, an unknown model, a broken body. 429
// is what an upstream has said.
constexpr bool isCallersError(int status)
{
    return status >= 400 && status < 500 && status != 429;
}

// What one finished exchange was like. The model is looked at during the call alone.
struct ExchangeSample
{
    SteadyTime now;
    Nanos total{-1};   // last request byte read to answer head written; negative: not timed, as the next
    Nanos overhead{0}; // the part of it not spent waiting for an upstream
    Nanos ttft{-1};    // negative: none (no stream, or it never began)
    int status = 0;    // as the client saw it
    bool stream = false;
    bool failed = false;        // see contract: our own 4xx and 5xx, an upstream's 5xx, a broken stream
    bool ownError = false;      // see isOwnError(); and a stream that broke
    bool callersError = false;  // of the failed: see isCallersError(); and what a pause refuses
    bool slow = false;          // beyond SLOW_REQUEST_THRESHOLD_MS
    std::int64_t channelId = 0; // 0: no attempt was made
    std::string_view model;     // as requested
    std::uint64_t promptTokens = 0;
    std::uint64_t completionTokens = 0;
    std::uint64_t costNano = 0; // $ / 1e9; 0: no price
};

// The figures of one period, summed. Written by one thread (relay), read from any.
struct ExchangeTally
{
    Counter requests;
    Counter failed;
    Counter ownErrors;
    Counter callersErrors;
    Counter streaming;
    Counter slow;
    Counter promptTokens;
    Counter completionTokens;
    Counter costNano;
    std::array<Counter, 6> byStatusClass; // 1xx to 5xx; 0: anything else
    LatencyHistogram total;
    LatencyHistogram overhead;
    LatencyHistogram ttft;

    void add(const ExchangeSample &sample, bool withLatency)
    {
        requests.add();
        if (sample.failed)
            failed.add();
        if (sample.ownError)
            ownErrors.add();
        if (sample.callersError)
            callersErrors.add();
        if (sample.stream)
            streaming.add();
        if (sample.slow)
            slow.add();
        promptTokens.add(sample.promptTokens);
        completionTokens.add(sample.completionTokens);
        costNano.add(sample.costNano);
        const bool known = sample.status >= 100 && sample.status < 600;
        byStatusClass[known ? static_cast<std::size_t>(sample.status / 100) : 0].add();
        if (!withLatency || sample.total < Nanos(0))
            return;
        total.record(sample.total);
        overhead.record(sample.overhead);
        if (sample.ttft >= Nanos(0))
            ttft.record(sample.ttft);
    }

    void merge(const ExchangeTally &other)
    {
        requests.add(other.requests.value());
        failed.add(other.failed.value());
        ownErrors.add(other.ownErrors.value());
        callersErrors.add(other.callersErrors.value());
        streaming.add(other.streaming.value());
        slow.add(other.slow.value());
        promptTokens.add(other.promptTokens.value());
        completionTokens.add(other.completionTokens.value());
        costNano.add(other.costNano.value());
        for (std::size_t i = 0; i < byStatusClass.size(); ++i)
            byStatusClass[i].add(other.byStatusClass[i].value());
        total.merge(other.total);
        overhead.merge(other.overhead);
        ttft.merge(other.ttft);
    }

    // What came since `earlier`, which must be a part of it; the longest times stay as they are.
    void subtract(const ExchangeTally &earlier)
    {
        requests.subtract(earlier.requests.value());
        failed.subtract(earlier.failed.value());
        ownErrors.subtract(earlier.ownErrors.value());
        callersErrors.subtract(earlier.callersErrors.value());
        streaming.subtract(earlier.streaming.value());
        slow.subtract(earlier.slow.value());
        promptTokens.subtract(earlier.promptTokens.value());
        completionTokens.subtract(earlier.completionTokens.value());
        costNano.subtract(earlier.costNano.value());
        for (std::size_t i = 0; i < byStatusClass.size(); ++i)
            byStatusClass[i].subtract(earlier.byStatusClass[i].value());
        total.subtract(earlier.total);
        overhead.subtract(earlier.overhead);
        ttft.subtract(earlier.ttft);
    }

    void reset()
    {
        for (Counter *counter : {&requests, &failed, &ownErrors, &callersErrors, &streaming, &slow,
                                 &promptTokens, &completionTokens, &costNano})
            counter->reset();
        for (Counter &counter : byStatusClass)
            counter.reset();
        total.reset();
        overhead.reset();
        ttft.reset();
    }
};

} // namespace relay::metrics
