// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/token.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace relay::pipeline {

// What each token may still spend, as of now: the stored number is some seconds behind, and what calls that
// are under way may cost is set aside. One-api units. Lives on relay.
class QuotaBook final
{
public:
    // Tokens that are new here start with their stored number; known ones keep theirs.
    void adopt(const std::vector<model::Token> &tokens)
    {
        for (const model::Token &token : tokens)
            m_accounts.try_emplace(token.id, Account{token.remainQuota, token.usedQuota, 0, 0});
    }
    void spend(const model::Token &token, std::int64_t quota)
    {
        const auto found = m_accounts.find(token.id);
        if (found == m_accounts.end())
            return;
        found->second.used += quota;
        if (!token.unlimitedQuota)
            found->second.unspent -= quota;
    }
    void add(std::int64_t tokenId, std::int64_t more) // may be negative
    {
        if (const auto found = m_accounts.find(tokenId); found != m_accounts.end())
            found->second.unspent += more;
    }

    // Sets aside what a call may cost. False: beside the calls under way it does not fit. One that is alone
    // may overdraw, or what is left of a quota could never be used up.
    bool reserve(std::int64_t tokenId, std::int64_t quota)
    {
        const auto found = m_accounts.find(tokenId);
        if (found == m_accounts.end())
            return false;
        Account &account = found->second;
        if (quota > account.unspent - account.reserved && account.calls > 0)
            return false;
        account.reserved += quota;
        ++account.calls;
        return true;
    }
    // The call has ended: what it did cost is for spend().
    void release(std::int64_t tokenId, std::int64_t quota)
    {
        if (const auto found = m_accounts.find(tokenId); found != m_accounts.end()) {
            found->second.reserved -= quota;
            --found->second.calls;
        }
    }

    std::int64_t used(std::int64_t tokenId) const
    {
        const auto found = m_accounts.find(tokenId);
        return found == m_accounts.end() ? 0 : found->second.used;
    }
    std::int64_t unspent(std::int64_t tokenId) const
    {
        const auto found = m_accounts.find(tokenId);
        return found == m_accounts.end() ? 0 : found->second.unspent;
    }
    // Of that, what no call under way may need. May be negative.
    std::int64_t remaining(std::int64_t tokenId) const
    {
        const auto found = m_accounts.find(tokenId);
        return found == m_accounts.end() ? 0 : found->second.unspent - found->second.reserved;
    }

private:
    struct Account
    {
        std::int64_t unspent = 0;
        std::int64_t used = 0;
        std::int64_t reserved = 0;
        std::int64_t calls = 0; // with a reservation that costs something
    };

    std::unordered_map<std::int64_t, Account> m_accounts;
};

} // namespace relay::pipeline
