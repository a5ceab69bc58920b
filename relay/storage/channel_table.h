// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/channel.h"
#include "relay/platform/aes256_gcm.h"

#include <string_view>
#include <vector>

namespace relay::storage {

class Connection;

// Channels; keys, proxy and headers (which may hold keys) are sealed, each bound to its row and column.
// A removed one keeps its name for the ledger and loses its keys. On its connection's thread.
class ChannelTable final
{
public:
    ChannelTable(Connection &connection, const platform::Aes256Gcm &seal)
        : m_connection(connection)
        , m_seal(seal)
    {
    }

    Result<std::vector<model::Channel>> all(); // in the order of their ids
    // id 0: a new one. Returned as stored. The used quota of an existing one is left as it is.
    Result<model::Channel> save(const model::Channel &channel);
    Result<bool> remove(std::int64_t id); // false: there was none

private:
    struct Sealed;
    Result<Sealed> sealed(const model::Channel &channel, std::string_view uid) const;
    Result<std::string> uidOf(std::int64_t id);

    Connection &m_connection;
    const platform::Aes256Gcm &m_seal;
};

} // namespace relay::storage
