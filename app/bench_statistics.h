// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace app {

// A figure over the rounds of one side.
struct Spread
{
    double median = 0;
    double least = 0;
    double most = 0;
};

Spread spreadOf(std::vector<double> rounds); // at least one

// Two sides of a figure, and whether what lies between them can be told from the rounds' own scatter.
// measurable: the medians differ by more than the spreads overlap, and by one per cent at least. Pure.
// Reentrant.
struct Difference
{
    Spread before;
    Spread after;
    std::optional<double> changePercent; // none: before is 0, or of the other sign
    bool measurable = false;
};

Difference differenceOf(const std::vector<double> &before, const std::vector<double> &after);

// The rule, for people.
QString measurableRule();

} // namespace app
