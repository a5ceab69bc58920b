// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_content.h"

#include <algorithm>
#include <cmath>

namespace ui::widgets {

bool ChartSeries::operator==(const ChartSeries &other) const
{
    const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    return name == other.name && longName == other.longName && ink == other.ink && shape == other.shape &&
           width == other.width && now == other.now && fillTo == other.fillTo &&
           fillShare == other.fillShare && atEnd == other.atEnd && inCard == other.inCard &&
           std::equal(values.begin(), values.end(), other.values.begin(), other.values.end(), same);
}

bool ChartRect::operator==(const ChartRect &other) const
{
    return title == other.title && fact == other.fact && unit == other.unit && timesMs == other.timesMs &&
           periodMs == other.periodMs && series == other.series && note == other.note &&
           stretch == other.stretch && fromZero == other.fromZero && mostTicks == other.mostTicks;
}

} // namespace ui::widgets
