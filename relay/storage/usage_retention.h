// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <cstdint>

namespace relay::storage {

class Connection;

// Old usage rows become sums in `usage_daily`, by the day of the machine's clock, model, token and channel,
// in steps so small that nobody waits: a row is in the one or the other, never in both. On the connection's
// thread.
class UsageRetention final
{
public:
    explicit UsageRetention(Connection &connection)
        : m_connection(connection)
    {
    }

    // The oldest rows before that time, so many at most, in one transaction. How many went.
    Result<std::int64_t> rollUp(std::int64_t beforeMs, int mostRows);
    // Gives free pages back to the system, so many at most (auto_vacuum = INCREMENTAL). How many are left.
    Result<std::int64_t> shrink(int mostPages);

    // The first moment that is kept: whole days of the machine's clock.
    static std::int64_t keptFromMs(std::int64_t nowMs, int days);

private:
    Connection &m_connection;
};

} // namespace relay::storage
