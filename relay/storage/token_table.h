// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/token.h"
#include "relay/platform/aes256_gcm.h"

#include <optional>
#include <string_view>
#include <vector>

namespace relay::storage {

class Connection;

// Tokens; the key is sealed for showing it again and hashed (SHA-256) for finding it. A removed one keeps
// its name for the ledger and loses its key. On its connection's thread.
class TokenTable final
{
public:
    TokenTable(Connection &connection, const platform::Aes256Gcm &seal)
        : m_connection(connection)
        , m_seal(seal)
    {
    }

    Result<std::vector<model::Token>> all(); // in the order of their ids
    Result<std::optional<model::Token>> findByKey(std::string_view key);
    // id 0: a new one. Returned as stored. Used quota is the ledger's; Conflict when the key is taken.
    Result<model::Token> save(const model::Token &token);
    Result<bool> remove(std::int64_t id); // false: there was none

private:
    Result<std::vector<model::Token>> select(const char *condition, std::string_view hash);
    Result<std::string> uidOf(std::int64_t id);

    Connection &m_connection;
    const platform::Aes256Gcm &m_seal;
};

} // namespace relay::storage
