// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/platform/aes256_gcm.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace relay::storage {

class Connection;

// Up to which journal sequence the database has everything. Each is committed with what it covers.
struct JournalWatermarks
{
    std::uint64_t rows = 0;
    std::uint64_t totals = 0;
    std::uint64_t database = 0; // which one: a journal belongs to one database, wherever its file is
};

// Single values by name. On its connection's thread.
class MetaTable final
{
public:
    explicit MetaTable(Connection &connection)
        : m_connection(connection)
    {
    }

    Result<std::optional<std::string>> text(std::string_view key);
    Result<void> setText(std::string_view key, std::string_view value);

    // Sealed at rest; the name is part of the seal.
    Result<std::optional<std::string>> secret(std::string_view key, const platform::Aes256Gcm &seal);
    Result<void> setSecret(std::string_view key, std::string_view value, const platform::Aes256Gcm &seal);

    // Fails when what is stored was sealed with another master key; remembers the key's proof at first use.
    Result<void> proveMasterKey(const platform::Aes256Gcm &seal);

    Result<JournalWatermarks> watermarks(); // without the database's id; WatermarkWriter sets them
    Result<std::uint64_t> databaseId();     // random; made at the first call

private:
    Result<void> setNumber(std::string_view key, std::uint64_t value);

    Connection &m_connection;
};

} // namespace relay::storage
