// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/storage/query.h"

#include <cstdint>

namespace relay::storage {

class Connection;

// What calls that are under way have set aside of a token's quota. A value.
struct Reservation
{
    std::int64_t id = 0; // the process's own number: what an earlier one has left is replaced
    std::int64_t tokenId = 0;
    std::int64_t quota = 0;
};

// Beside the tokens and not taken from them: what a killed process leaves is given back by deleting it.
// Inside a transaction of the caller's. On its connection's thread.
class ReservationTable final
{
public:
    explicit ReservationTable(Connection &connection)
        : m_connection(connection)
    {
    }

    Result<void> add(const Reservation &reservation)
    {
        return Query(m_connection, "INSERT OR REPLACE INTO reservations(id, token_id, quota) VALUES(?, ?, ?)")
            .bind(reservation.id)
            .bind(reservation.tokenId)
            .bind(reservation.quota)
            .run();
    }
    Result<void> remove(std::int64_t id)
    {
        return Query(m_connection, "DELETE FROM reservations WHERE id = ?").bind(id).run();
    }
    // Writes only if there are some.
    Result<void> removeAll()
    {
        Query any(m_connection, "SELECT 1 FROM reservations LIMIT 1");
        if (Result<void> done = any.run(); !done || !any.next())
            return done;
        return Query(m_connection, "DELETE FROM reservations").run();
    }

private:
    Connection &m_connection;
};

} // namespace relay::storage
