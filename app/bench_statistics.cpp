// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench_statistics.h"

#include <algorithm>
#include <cmath>

namespace app {

using namespace Qt::StringLiterals;

namespace {

constexpr double kLeastPart = 0.01;

}

Spread spreadOf(std::vector<double> rounds)
{
    std::ranges::sort(rounds);
    const std::size_t middle = rounds.size() / 2;
    const double median = rounds.size() % 2 == 1 ? rounds[middle] : (rounds[middle - 1] + rounds[middle]) / 2;
    return {median, rounds.front(), rounds.back()};
}

Difference differenceOf(const std::vector<double> &before, const std::vector<double> &after)
{
    Difference difference{.before = spreadOf(before), .after = spreadOf(after), .changePercent = {}};
    const double from = difference.before.median;
    const double to = difference.after.median;
    const double apart = std::abs(to - from);
    const double overlap = std::max(0.0, std::min(difference.before.most, difference.after.most) -
                                             std::max(difference.before.least, difference.after.least));
    difference.measurable = apart > overlap && apart >= kLeastPart * std::max(std::abs(from), std::abs(to));
    if (from > 0 && to >= 0)
        difference.changePercent = (to - from) / from * 100;
    return difference;
}

QString measurableRule()
{
    return u"no measurable difference: the medians differ by no more than the spreads (least to most of the "
           "rounds) overlap, or by less than 1 %"_s;
}

} // namespace app
