// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/traffic_chart.h"

#include "ui/models/figure_text.h"
#include "ui/models/preset_choice.h"
#include "ui/models/setting_words.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::HistoryPoint;
using relay::api::HistorySpan;
using relay::api::LatencyPoint;
using widgets::ChartContent;
using widgets::ChartMark;
using widgets::ChartRect;
using widgets::ChartSeries;
using widgets::Ink;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kMinuteMs = 60'000;
constexpr int kPixels = 600;       // time does not go on by less than one of so many
constexpr double kLongestHole = 3; // periods without requests that a line leads over
constexpr int kCompared = 10;      // points before and after a change
constexpr std::uint64_t kFewestCompared = 20;

std::int64_t spanMs(HistorySpan span)
{
    switch (span) {
    case HistorySpan::FiveMinutes:
        return 5 * kMinuteMs;
    case HistorySpan::Hour:
        return 60 * kMinuteMs;
    case HistorySpan::Day:
        return 24 * 60 * kMinuteMs;
    case HistorySpan::Month:
        break; // of sizes alone
    }
    return kMinuteMs;
}

std::int64_t barMs(HistorySpan span)
{
    return span == HistorySpan::Day ? 15 * kMinuteMs : kMinuteMs;
}

QString duration(double us)
{
    return models::durationText(us).whole();
}

std::int64_t middleOf(const HistoryPoint &point)
{
    return point.startMs + std::int64_t(point.seconds * 500);
}

// Periods without requests are led over, longer holes and what was not watched are gaps.
ChartRect lines(const TrafficChartInput &input, std::int64_t startMs)
{
    ChartRect rect;
    rect.unit = widgets::ChartUnit::Microseconds;
    rect.valueText = duration;
    rect.periodMs = input.history.periodSeconds * 1000;
    const double most = std::max(double(kMinuteMs), kLongestHole * rect.periodMs);
    for (const HistoryPoint &point : input.history.points) {
        const std::int64_t at = middleOf(point);
        if (point.total.count == 0 || at < startMs)
            continue;
        if (!rect.timesMs.isEmpty() && double(at - rect.timesMs.last()) > most)
            rect.timesMs.append((at + rect.timesMs.last()) / 2); // of the gap
        rect.timesMs.append(at);
    }
    return rect;
}

template <typename Read>
QList<double> valuesAt(const ChartRect &rect, const TrafficChartInput &input, Read read)
{
    std::map<std::int64_t, double> known;
    for (const HistoryPoint &point : input.history.points)
        known[middleOf(point)] = read(point);
    QList<double> values;
    for (const std::int64_t at : rect.timesMs) {
        const auto value = known.find(at);
        values.append(value == known.end() ? kUnknown : value->second);
    }
    return values;
}

template <double LatencyPoint::*percentile>
double known(const LatencyPoint &point)
{
    return point.count == 0 ? kUnknown : point.*percentile;
}

ChartRect responseTime(const TrafficChartInput &input, std::int64_t startMs)
{
    ChartRect rect = lines(input, startMs);
    rect.title = QCoreApplication::translate("TrafficChart", "Response time");
    rect.stretch = 4;
    rect.series = {
        {.name = u"p99"_s,
         .ink = Ink::P99,
         .width = 1.25,
         .values = valuesAt(rect, input, [](const auto &p) { return known<&LatencyPoint::p99Us>(p.total); })},
        {.name = u"p95"_s,
         .ink = Ink::P95,
         .width = 2,
         .values = valuesAt(rect, input, [](const auto &p) { return known<&LatencyPoint::p95Us>(p.total); }),
         .fillTo = 2,
         .fillShare = 0.1},
        {.name = u"p50"_s,
         .ink = Ink::P50,
         .width = 1.5,
         .values = valuesAt(rect, input, [](const auto &p) { return known<&LatencyPoint::p50Us>(p.total); })},
        {.name = u"TTFT"_s,
         .longName = QCoreApplication::translate("TrafficChart", "TTFT, p50"),
         .ink = Ink::Ttft,
         .shape = ChartSeries::Shape::Dashed,
         .width = 1.25,
         .values = valuesAt(rect, input, [](const auto &p) { return known<&LatencyPoint::p50Us>(p.ttft); })},
    };
    return rect;
}

ChartRect overhead(const TrafficChartInput &input, std::int64_t startMs)
{
    ChartRect rect = lines(input, startMs);
    rect.title = QCoreApplication::translate("TrafficChart", "Relay overhead");
    rect.fact = QCoreApplication::translate("TrafficChart", "part of the response time that is ours");
    rect.mostTicks = 3;
    rect.series = {
        {.name = u"p95"_s,
         .longName = QCoreApplication::translate("TrafficChart", "Relay overhead, p95"),
         .ink = Ink::Overhead,
         .width = 1,
         .values =
             valuesAt(rect, input, [](const auto &p) { return known<&LatencyPoint::p95Us>(p.overhead); }),
         .fillTo = 1,
         .fillShare = 0.24},
        {.name = u"p50"_s,
         .longName = QCoreApplication::translate("TrafficChart", "Relay overhead, p50"),
         .ink = Ink::Overhead,
         .width = 2,
         .values =
             valuesAt(rect, input, [](const auto &p) { return known<&LatencyPoint::p50Us>(p.overhead); })},
    };
    return rect;
}

ChartRect perMinute(const TrafficChartInput &input, std::int64_t startMs)
{
    struct Bar
    {
        double requests = 0;
        double failed = 0;
        double seconds = 0;
    };
    const std::int64_t width = barMs(input.span);
    std::map<std::int64_t, Bar> bars;
    for (const HistoryPoint &point : input.history.points) {
        const std::int64_t begin = point.startMs / width * width;
        if (begin + width / 2 < startMs)
            continue;
        Bar &bar = bars[begin];
        bar.requests += double(point.requests);
        bar.failed += double(point.failed);
        bar.seconds += point.seconds;
    }
    ChartRect rect;
    rect.title = QCoreApplication::translate("TrafficChart", "Requests and errors per minute");
    rect.mostTicks = 3;
    rect.periodMs = double(width);
    ChartSeries requests{.name = QCoreApplication::translate("TrafficChart", "req"),
                         .longName = QCoreApplication::translate("TrafficChart", "Requests per minute"),
                         .ink = Ink::Requests,
                         .shape = ChartSeries::Shape::Bars,
                         .now = double(input.minute.requests)};
    ChartSeries errors{.name = QCoreApplication::translate("TrafficChart", "err"),
                       .longName = QCoreApplication::translate("TrafficChart", "Errors per minute"),
                       .ink = Ink::Errors,
                       .shape = ChartSeries::Shape::Bars,
                       .now = double(input.minute.failed)};
    for (const auto &[begin, bar] : bars) {
        const double minutes = std::max(1.0, bar.seconds / 60); // a minute that has begun counts as one
        rect.timesMs.append(begin + width / 2);
        requests.values.append(bar.requests / minutes);
        errors.values.append(bar.failed / minutes);
    }
    rect.series = {requests, errors};
    return rect;
}

// "overhead 2.0 ms -> 0.7 ms", where there is enough on both sides to say so.
QString effectOf(const TrafficChartInput &input, std::int64_t atMs)
{
    struct Side
    {
        double weighted = 0;
        std::uint64_t count = 0;
    };
    Side before;
    Side after;
    int pointsAfter = 0;
    const auto add = [](Side &side, const HistoryPoint &point) {
        side.weighted += point.overhead.p50Us * double(point.overhead.count);
        side.count += point.overhead.count;
    };
    const auto &points = input.history.points;
    const auto change = std::ranges::lower_bound(points, atMs, {}, &HistoryPoint::startMs);
    for (auto point = change; point != points.end() && pointsAfter < kCompared; ++point, ++pointsAfter)
        add(after, *point);
    const auto last = change == points.begin() ? change : change - 1; // the change is within it
    for (auto point = last; point != points.begin() && last - point < kCompared;)
        add(before, *--point);
    if (before.count < kFewestCompared || after.count < kFewestCompared)
        return {};
    return QCoreApplication::translate("TrafficChart", "overhead %1 → %2")
        .arg(duration(before.weighted / double(before.count)),
             duration(after.weighted / double(after.count)));
}

QList<ChartMark> marks(const TrafficChartInput &input, std::int64_t startMs)
{
    QList<ChartMark> list;
    for (const relay::api::SettingsHistoryRow &entry : input.changes) {
        if (entry.atMs < startMs)
            continue;
        QString detail = changeCause(entry, input.presets);
        const QString effect = effectOf(input, entry.atMs);
        if (!effect.isEmpty())
            detail = detail % u" · "_s % effect;
        list.append({entry.atMs, changeTitle(entry, input.settings), detail, {}});
    }
    return list;
}

} // namespace

QString changeTitle(const relay::api::SettingsHistoryRow &entry,
                    const std::vector<relay::api::SettingRow> &settings)
{
    if (entry.changes.size() != 1)
        return QCoreApplication::translate("TrafficChart", "%n setting(s) changed", nullptr,
                                           int(entry.changes.size()));
    const relay::api::SettingEdit &edit = entry.changes.front();
    return QCoreApplication::translate("TrafficChart", "%1: %2 → %3")
        .arg(models::titleOf(edit.name), models::valueText(settings, edit.name, edit.from),
             models::valueText(settings, edit.name, edit.to));
}

QString changeCause(const relay::api::SettingsHistoryRow &entry,
                    const std::vector<relay::api::PresetRow> &presets)
{
    if (entry.cause == "preset")
        return QCoreApplication::translate("TrafficChart", "by the preset %1")
            .arg(models::presetTitle(presets, entry.note));
    if (entry.cause == "guard")
        return QCoreApplication::translate("TrafficChart", "by the guard");
    if (entry.cause == "file")
        return QCoreApplication::translate("TrafficChart", "by you, in the file");
    if (entry.cause == "undo")
        return QCoreApplication::translate("TrafficChart", "by you, as an undo");
    return QCoreApplication::translate("TrafficChart", "by you");
}

ChartContent trafficChart(const TrafficChartInput &input)
{
    ChartContent content;
    const std::int64_t step = std::max<std::int64_t>(1, spanMs(input.span) / kPixels);
    content.endMs = (input.nowMs + step - 1) / step * step;
    content.startMs = content.endMs - spanMs(input.span);
    content.relative = input.span == HistorySpan::FiveMinutes;
    content.rects = {responseTime(input, content.startMs), overhead(input, content.startMs),
                     perMinute(input, content.startMs)};
    content.marks = marks(input, content.startMs);
    std::uint64_t requests = 0;
    std::uint64_t timed = 0;
    for (const HistoryPoint &point : input.history.points) {
        if (middleOf(point) < content.startMs)
            continue;
        requests += point.requests;
        timed += point.total.count;
    }
    content.empty = requests == 0 && input.history.enabled;
    if (!input.history.enabled) {
        content.rects[0].note =
            QCoreApplication::translate("TrafficChart", "METRICS_ENABLED is off: no percentiles are kept.");
        content.rects[1].note =
            QCoreApplication::translate("TrafficChart", "Turn it on under Optimizations to see them here.");
    } else if (timed < kFewestRequests) {
        content.rects[0].note = QCoreApplication::translate(
            "TrafficChart", "%n request(s) so far: percentiles from 5 on", nullptr, int(timed));
        content.rects[1].note = models::dash();
    }
    return content;
}

} // namespace ui::pages
