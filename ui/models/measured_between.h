// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/measurement.h"

#include <optional>
#include <string>

namespace ui::models {

// From the one value to the other, turned round if it was measured so; none: it is of others. Pure.
std::optional<Measurement> measuredBetween(const Measurement &measurement, const std::string &from,
                                           const std::string &to);

} // namespace ui::models
