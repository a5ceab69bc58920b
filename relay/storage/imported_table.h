// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/storage/statement.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace relay::storage {

// What has come from another program's database, by a digest of what it was there, so that it does not come
// twice: also when it has been edited, rolled up or removed since. On its connection's thread.
class ImportedTable final
{
public:
    explicit ImportedTable(Connection &connection);

    static std::int64_t digest(std::string_view kind, std::string_view content);

    // Which record it has become here; none: it has not come.
    Result<std::optional<std::int64_t>> find(std::int64_t digest);
    Result<void> put(std::int64_t digest, std::int64_t id);

private:
    Statement m_find;
    Statement m_put;
};

} // namespace relay::storage
