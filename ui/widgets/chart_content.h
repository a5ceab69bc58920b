// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/ink.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <functional>
#include <optional>

// What a TimeChart shows: values, no pixels. All times are Unix ms; a value that is not known is a NaN and
// leaves a gap. Reentrant.
namespace ui::widgets {

enum class ChartUnit { Microseconds, Bytes, Count };

struct ChartSeries
{
    enum class Shape { Line, Dashed, Bars };

    QString name;     // at the line's end: short
    QString longName; // in the card of the hover; empty: name
    Ink ink = Ink::P95;
    Shape shape = Shape::Line;
    double width = 1.5;
    QList<double> values;      // one for each of the rect's times
    std::optional<double> now; // at the line's end; none: the last value that is known
    int fillTo = kNoFill;      // index of another line of this rect, or kToBase
    double fillShare = 0.1;    // how much of the ink lies on the card
    bool atEnd = true;         // is named at the line's end
    bool inCard = true;        // is in the card of the hover

    static constexpr int kNoFill = -1;
    static constexpr int kToBase = -2;

    bool operator==(const ChartSeries &other) const; // NaNs are equal
};

// One quantity with an axis of its own. What comes first is painted first, bars as well: larger ones before
// smaller ones.
struct ChartRect
{
    QString title;
    QString fact; // beside the title
    ChartUnit unit = ChartUnit::Count;
    std::function<QString(double)> valueText; // at the line's end and in the hover; none: as on the axis
    QList<std::int64_t> timesMs;              // rising; of a bar its middle
    double periodMs = 0;                      // from one to the next; a bar is 70 % of it wide
    QList<ChartSeries> series;
    QString note;         // why there is too little to draw: said instead of the series
    int stretch = 1;      // height, compared with the others
    bool fromZero = true; // else the axis begins where the values do
    int mostTicks = 5;

    bool operator==(const ChartRect &other) const; // whatever the functions
};

// Something that happened: a dotted line through all rects with a diamond on top.
struct ChartMark
{
    std::int64_t atMs = 0;
    QString title;  // in the card of the hover
    QString detail; // likewise, under it
    QString label;  // beside the diamond; usually empty

    bool operator==(const ChartMark &other) const = default;
};

struct ChartContent
{
    std::int64_t startMs = 0;
    std::int64_t endMs = 0;
    bool relative = false; // the axis counts minutes back from now, else it says the time of day
    bool empty = false;    // a faint grid without numbers; see TimeChart::setEmptyNote
    QList<ChartRect> rects;
    QList<ChartMark> marks;

    bool operator==(const ChartContent &other) const = default;
};

} // namespace ui::widgets
