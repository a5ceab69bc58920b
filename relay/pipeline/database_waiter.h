// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace relay::pipeline {

// A database that answers nobody for so long is in trouble: who has met that waits no more. One that answers
// others is asked by many, and each waits for its turn.
inline constexpr std::chrono::seconds kDatabasePatience{1};

// Waits for the database on behalf of one call, where settings ask for that. Lives on relay.
class DatabaseWaiter
{
public:
    // It is done, or will be without anybody's waiting. Called once, in a turn of the loop's own.
    virtual void databaseDone() = 0;

    bool isWaiting() const { return ticket != 0; }

    std::uint64_t ticket = 0;     // of whoever is waited for; 0: it waits for nothing
    std::int64_t reservation = 0; // the usage sink's; 0: none in the database
    bool patient = true;          // false: it goes on whatever is under way

protected:
    ~DatabaseWaiter() = default;
};

} // namespace relay::pipeline
