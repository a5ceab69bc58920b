// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QtGlobal>

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
    Result<void> commit();

private:
    Connection &m_connection;
    const Result<void> m_begun;
};

} // namespace relay::storage
