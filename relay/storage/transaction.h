// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QtGlobal>

#include <cstdint>

namespace relay::storage {

class Connection;

// A write transaction (BEGIN IMMEDIATE: the lock is there from the start, no upgrade can fail half-way).
// Rolled back unless committed. On its connection's thread.
class Transaction final
{
public:
    explicit Transaction(Connection &connection);
    ~Transaction();
    Q_DISABLE_COPY_MOVE(Transaction)

    // Whether it could begin; nothing else may be done when it could not.
    const Result<void> &begun() const { return m_begun; }
    // What it brings, for who asks what a power failure would take.
    void carries(std::int64_t rows, std::int64_t edits)
    {
        m_rows = rows;
        m_edits = edits;
    }
    Result<void> commit();

private:
    Connection &m_connection;
    const Result<void> m_begun;
    std::int64_t m_rows = 0;
    std::int64_t m_edits = 0;
};

} // namespace relay::storage
