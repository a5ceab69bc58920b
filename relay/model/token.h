// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace relay::model {

constexpr std::int64_t kQuotaPerDollar = 500'000; // one-api's unit

// The key a client shows us, with its limits. A value.
struct Token
{
    std::int64_t id = 0; // 0: not stored yet
    std::string name;
    std::string key; // without the sk- prefix
    std::int64_t remainQuota = 0;
    std::int64_t usedQuota = 0;
    bool unlimitedQuota = true;
    std::int64_t expiredTime = -1;   // Unix seconds; -1: never
    std::vector<std::string> models; // empty: all
    std::string subnet;              // CIDR list, comma-separated; empty: any address
    bool enabled = true;
};

} // namespace relay::model
