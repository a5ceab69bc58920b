// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/pipeline/database_waiter.h"

#include <cstdint>
#include <unordered_map>
#include <utility>

namespace relay::service {

// Calls that wait for other threads, by tickets: a call that has gone meanwhile is not told. Lives on relay.
class WaitingCalls final
{
public:
    std::uint64_t add(pipeline::DatabaseWaiter &waiter)
    {
        waiter.ticket = ++m_lastTicket;
        m_waiters.emplace(waiter.ticket, &waiter);
        return waiter.ticket;
    }
    void remove(pipeline::DatabaseWaiter &waiter) { m_waiters.erase(std::exchange(waiter.ticket, 0)); }
    void tell(std::uint64_t ticket)
    {
        const auto found = m_waiters.find(ticket);
        if (found == m_waiters.end())
            return;
        pipeline::DatabaseWaiter &waiter = *found->second;
        remove(waiter);
        waiter.databaseDone();
    }

private:
    std::uint64_t m_lastTicket = 0;
    std::unordered_map<std::uint64_t, pipeline::DatabaseWaiter *> m_waiters;
};

} // namespace relay::service
