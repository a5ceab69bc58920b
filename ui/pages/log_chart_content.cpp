// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_chart_content.h"

#include "ui/models/figure_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui::pages {

namespace {

using relay::api::HistoryPoint;
using relay::api::MetricsHistory;
using widgets::ChartContent;
using widgets::ChartRect;
using widgets::ChartSeries;
using widgets::Ink;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kLeastPoints = 2;

QString bytesOf(double value)
{
    return std::isfinite(value) && value >= 0 ? models::bytesText(std::uint64_t(value)).whole() : QString();
}

// The last sample of each period; nobody looked in the others.
QList<double> waitingOf(const MetricsHistory &history, const std::vector<WaitingSample> &samples)
{
    QList<double> values;
    const auto period = std::int64_t(history.periodSeconds * 1000);
    for (const HistoryPoint &point : history.points) {
        const auto after =
            std::ranges::lower_bound(samples, point.startMs + period, {}, &WaitingSample::atMs);
        const bool there = after != samples.begin() && std::prev(after)->atMs >= point.startMs;
        // Read a moment apart, the log may have been cut in between: more cannot wait than there is.
        values.append(there ? std::min(double(std::prev(after)->bytes), double(point.walBytes)) : kUnknown);
    }
    return values;
}

ChartRect rectOf(const MetricsHistory &history, const QString &title)
{
    ChartRect rect;
    rect.title = title;
    rect.unit = widgets::ChartUnit::Bytes;
    rect.valueText = bytesOf;
    rect.periodMs = history.periodSeconds * 1000;
    for (const HistoryPoint &point : history.points)
        rect.timesMs.append(point.startMs);
    return rect;
}

} // namespace

ChartContent LogChartContent::of(const MetricsHistory &history, const std::vector<WaitingSample> &waiting,
                                 const QList<widgets::ChartMark> &marks, std::int64_t nowMs)
{
    ChartContent content;
    content.endMs = nowMs;
    content.startMs = nowMs - std::int64_t(history.spanSeconds * 1000);
    content.empty = history.points.size() < kLeastPoints;
    ChartSeries disk{
        .name = tr("on disk"), .longName = {}, .ink = Ink::P99, .width = 2, .values = {}, .now = {}};
    ChartSeries file{
        .name = tr("file"), .longName = {}, .ink = Ink::Overhead, .width = 2, .values = {}, .now = {}};
    ChartSeries journal{
        .name = tr("journal"), .longName = {}, .ink = Ink::Ttft, .width = 1.5, .values = {}, .now = {}};
    for (const HistoryPoint &point : history.points) {
        journal.values.append(double(point.journalUsedBytes));
        disk.values.append(double(point.walBytes));
        file.values.append(double(point.databaseBytes));
    }
    ChartSeries waits{
        .name = tr("waits"), .longName = {}, .ink = Ink::P95, .width = 1.5, .values = {}, .now = {}};
    waits.values = waitingOf(history, waiting);
    waits.fillTo = ChartSeries::kToBase;
    waits.fillShare = 0.14;
    if (!waiting.empty()) {
        waits.now = double(std::min(waiting.back().bytes, waiting.back().diskBytes));
        disk.now = double(waiting.back().diskBytes);
    }
    ChartRect log = rectOf(history, tr("Write-ahead log and journal"));
    log.series = {waits, disk, journal};
    log.stretch = 3;
    ChartRect size = rectOf(history, tr("Database file"));
    size.series = {file};
    size.fromZero = false;
    size.mostTicks = 3;
    content.rects = {log, size};
    for (const widgets::ChartMark &mark : marks) {
        if (mark.atMs >= content.startMs)
            content.marks.append(mark);
    }
    return content;
}

} // namespace ui::pages
