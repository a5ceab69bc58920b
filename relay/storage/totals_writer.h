// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/storage/statement.h"

namespace relay::storage {

// What tokens and channels have used, inside a transaction of the caller's. On its connection's thread.
class TotalsWriter final
{
public:
    explicit TotalsWriter(Connection &connection);

    // Adds to what was used and takes it from what remains, unless that is unlimited.
    Result<void> chargeToken(std::int64_t id, std::int64_t quota);
    Result<void> chargeChannel(std::int64_t id, std::int64_t quota);

private:
    Statement m_token;
    Statement m_channel;
};

} // namespace relay::storage
