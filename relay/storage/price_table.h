// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/price.h"

#include <string_view>
#include <vector>

namespace relay::storage {

class Connection;

// The user's own prices, which win over the built-in ones. On its connection's thread.
class PriceTable final
{
public:
    explicit PriceTable(Connection &connection)
        : m_connection(connection)
    {
    }

    Result<std::vector<model::Price>> all(); // by model; source is "user"
    Result<void> save(const model::Price &price);
    Result<bool> remove(std::string_view model); // false: there was none

private:
    Connection &m_connection;
};

} // namespace relay::storage
