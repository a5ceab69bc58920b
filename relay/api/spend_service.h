// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"
#include "relay/api/snapshots.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relay::api {

enum class SpendBy { Day, Model, Token, Channel };

// Sums of the ledger from start to end (Unix ms, end exclusive), one row for each combination of `by`. Days
// are those of the machine's time zone; at most kMostSpendDays of them are told apart.
struct SpendQuery
{
    std::int64_t startMs = 0;
    std::int64_t endMs = 0;
    std::vector<SpendBy> by;
};

inline constexpr int kMostSpendDays = 1100; // three years

// What is not in `by` stays empty.
struct SpendRow
{
    std::string day; // 2025-10-15
    std::string model;
    std::int64_t tokenId = 0; // 0: no known token
    std::string tokenName;
    std::int64_t channelId = 0; // 0: no channel was asked
    std::string channelName;
    UsageStat sums;
    std::int64_t unpriced = 0; // requests that used something, but whose model had no price
};

std::string_view spendWord(SpendBy by); // day, model, token, channel
// Words with commas. BadRequest names the wrong one and what is allowed.
Result<std::vector<SpendBy>> spendBy(std::string_view words);

class SpendService
{
public:
    // By day, then by cost, the largest first. What is staged is written first.
    virtual void spend(SpendQuery query, QObject *context, Reply<std::vector<SpendRow>> reply) = 0;

protected:
    ~SpendService() = default;
};

} // namespace relay::api
