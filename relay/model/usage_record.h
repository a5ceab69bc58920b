// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace relay::model {

// One upstream try inside an exchange.
struct Attempt
{
    std::int64_t channelId = 0;
    int status = 0; // HTTP status; 0: none came
    std::int64_t elapsedUs = 0;
    std::string error; // empty: this one answered
};

// More than these in one exchange is somebody's mistake; sums over many must not overflow.
constexpr std::int64_t kMostTokens = 1'000'000'000'000;
constexpr std::int64_t kMostQuotaOfOne = 100'000'000'000'000;

// Counts as the provider reported them; -1: it did not. In OpenAI's sense: prompt includes cached,
// completion includes reasoning.
struct TokenUsage
{
    std::int64_t prompt = -1;
    std::int64_t completion = -1;
    std::int64_t cached = -1;
    std::int64_t reasoning = -1;

    bool known() const { return prompt >= 0 || completion >= 0; }
};

constexpr std::int64_t kNoCost = -1;

// Dollars as they are kept and summed. kNoCost: there are none, or they would not fit.
inline std::int64_t nanoDollars(const std::optional<double> &dollars)
{
    return dollars && *dollars >= 0 && *dollars < 1e9 ? std::llround(*dollars * 1e9) : kNoCost;
}

// What one exchange used and cost, failed ones too. A value; the ledger keeps one per exchange.
struct UsageRecord
{
    std::uint64_t sequence = 0;   // given by the journal; the row's id
    std::int64_t createdAtMs = 0; // Unix ms at which the record was staged
    std::uint64_t requestId = 0;
    std::int64_t tokenId = 0;   // 0: the client was not known
    std::int64_t channelId = 0; // 0: no attempt was made
    std::string model;          // as requested
    std::string upstreamModel;  // as sent
    std::string endpoint;       // path without query
    bool stream = false;
    int status = 0;      // as the client saw it; 499: the client went away
    bool failed = false; // of our making, an upstream's 5xx, a broken stream; not an upstream's own 4xx
    std::string error;   // empty: fine
    TokenUsage usage;
    std::optional<double> costUsd; // none: the model has no price
    std::int64_t quota = 0;        // one-api units charged
    std::int64_t elapsedUs = 0;    // last request byte to last answer byte
    std::int64_t ttftUs = -1;      // to the answer's first byte; -1: there was none
    std::int64_t overheadUs = 0;   // in the relay, not waiting for an upstream
    std::int64_t queueUs = 0;      // waiting for a free upstream connection
    std::int64_t connectUs = 0;    // connect and handshake
    std::int64_t upstreamUs = 0;   // waiting for the upstream
    std::int64_t requestBytes = 0;
    std::int64_t responseBytes = 0;
    std::vector<Attempt> attempts; // in order; the last one answered, unless all failed
};

} // namespace relay::model
