// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/token.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace relay::pipeline {

// What each token may still spend, as of now: the stored number is some seconds behind. One-api units.
// Lives on relay.
class QuotaBook final
{
public:
    // Tokens that are new here start with their stored number; known ones keep theirs.
    void adopt(const std::vector<model::Token> &tokens)
    {
        for (const model::Token &token : tokens)
            m_remaining.try_emplace(token.id, token.remainQuota);
    }
    void spend(std::int64_t tokenId, std::int64_t quota)
    {
        if (const auto found = m_remaining.find(tokenId); found != m_remaining.end())
            found->second -= quota;
    }
    std::int64_t remaining(std::int64_t tokenId) const
    {
        const auto found = m_remaining.find(tokenId);
        return found == m_remaining.end() ? 0 : found->second;
    }

private:
    std::unordered_map<std::int64_t, std::int64_t> m_remaining;
};

} // namespace relay::pipeline
