// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/storage/statement.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace relay::storage {

// Small numbers for texts that repeat in usage rows (models, paths). Rows come and go, names stay: only what
// cannot be made up by a client may become one, and no more than kMostNames. A transaction that is rolled
// back takes new numbers with it: forget() then. On its connection's thread.
class Names final
{
public:
    static constexpr std::int64_t kMostNames = 10'000; // some 1 MB

    enum class Unknown { Store, Leave };

    explicit Names(Connection &connection);

    // None: it has no number and is to get none.
    Result<std::optional<std::int64_t>> idOf(std::string_view text, Unknown unknown);
    void forget() { m_known.clear(); }

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    Result<bool> add(std::string_view text, std::int64_t &id);

    Statement m_find;
    Statement m_add;
    std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> m_known;
};

} // namespace relay::storage
