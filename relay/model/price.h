// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace relay::model {

// Dollars per million tokens. A value.
struct Price
{
    std::string model;
    double input = 0;
    double output = 0;
    std::optional<double> cached;    // none: as input
    std::optional<double> reasoning; // none: as output (reasoning tokens are part of the output tokens)
    std::string source;              // "built-in" or "user"
    std::string date;                // ISO day on which the figures were right
};

} // namespace relay::model
