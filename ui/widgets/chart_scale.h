// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/chart_content.h"

#include <QList>
#include <QPair>

// Where an axis has its ticks and what they say. Pure. Reentrant.
namespace ui::widgets {

struct ChartTick
{
    double at = 0;
    QString text;
};

struct ChartScale
{
    double least = 0;
    double most = 1;
    QList<ChartTick> ticks; // 2 to `mostTicks` of them, the first and the last at the ends
};

// A scale of round numbers that holds all of these values; without any: from 0 to something small.
ChartScale valueScale(ChartUnit unit, double least, double most, bool fromZero, int mostTicks);
ChartScale valueScale(const ChartRect &rect);
QString valueText(ChartUnit unit, double value); // with three digits that mean something

// Times of day (or days) on the machine's clock, as many as there is room for.
QList<ChartTick> timeTicks(std::int64_t startMs, std::int64_t endMs, int mostTicks);
// Minutes back from the end: -5 min, -4, ... now.
QList<ChartTick> backwardTicks(std::int64_t startMs, std::int64_t endMs, int mostTicks);

} // namespace ui::widgets
