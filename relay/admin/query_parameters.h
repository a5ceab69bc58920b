// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relay::admin {

// The parameters of a query string, percent-decoded. What is there without a value counts as absent, as
// forms send it. Reentrant.
class QueryParameters final
{
public:
    explicit QueryParameters(std::string_view query); // without the question mark

    std::string text(std::string_view name) const; // empty when absent
    // Below 0 only where `least` is. Nothing when absent; BadRequest that names the parameter and what is
    // allowed.
    Result<std::optional<std::int64_t>> number(std::string_view name, std::int64_t least,
                                               std::int64_t most) const;

private:
    std::vector<std::pair<std::string, std::string>> m_parameters;
};

} // namespace relay::admin
