// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/measured_between.h"

#include <utility>

namespace ui::models {

std::optional<Measurement> measuredBetween(const Measurement &measurement, const std::string &from,
                                           const std::string &to)
{
    if (measurement.before == from && measurement.after == to)
        return measurement;
    if (measurement.before != to || measurement.after != from)
        return std::nullopt;
    Measurement turned = measurement;
    std::swap(turned.before, turned.after);
    for (MeasuredFigure &figure : turned.figures) {
        std::swap(figure.before, figure.after);
        figure.changePercent = std::nullopt;
        if (figure.before > 0)
            figure.changePercent = 100 * (figure.after - figure.before) / figure.before;
    }
    return turned;
}

} // namespace ui::models
