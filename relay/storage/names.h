// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/storage/statement.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace relay::storage {

// Small numbers for texts that repeat in usage rows (models, paths, errors), with a bounded memory of
// them. A transaction that is rolled back takes new numbers with it: forget() then. On its connection's
// thread.
class Names final
{
public:
    explicit Names(Connection &connection);

    Result<std::int64_t> idOf(std::string_view text); // a new one is stored
    void forget() { m_known.clear(); }

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    Statement m_find;
    Statement m_add;
    std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> m_known;
};

} // namespace relay::storage
