// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_scale.h"

#include "ui/base/date_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ui::widgets {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kSecondMs = 1000;
constexpr qint64 kMinuteMs = 60 * kSecondMs;
constexpr qint64 kHourMs = 60 * kMinuteMs;
constexpr qint64 kDayMs = 24 * kHourMs;
constexpr double kAlmost = 1e-9; // of a step

struct UnitStep
{
    double size = 1;
    QString name; // empty: none
};

// In which the values of an axis up to `most` are said.
UnitStep unitFor(ChartUnit unit, double most)
{
    switch (unit) {
    case ChartUnit::Microseconds:
        if (most >= 1e6)
            return {1e6, QCoreApplication::translate("ChartScale", "s")};
        return {1e3, QCoreApplication::translate("ChartScale", "ms")};
    case ChartUnit::Bytes:
        for (const auto &[size, name] :
             {std::pair(1099511627776.0, u"TB"_s), {1073741824.0, u"GB"_s}, {1048576.0, u"MB"_s}}) {
            if (most >= size)
                return {size, name};
        }
        return {1024, u"KB"_s};
    case ChartUnit::Count:
        break;
    }
    return {};
}

double smallest(ChartUnit unit) // that an axis without values reaches
{
    switch (unit) {
    case ChartUnit::Microseconds:
        return 1e3;
    case ChartUnit::Bytes:
        return 1048576;
    case ChartUnit::Count:
        return 2;
    }
    return 1;
}

// The smallest of 1, 2, 2.5, 5 times a power of ten that is not smaller than this.
double roundStep(double step, bool wholeNumbers)
{
    const double power = std::pow(10, std::floor(std::log10(step)));
    for (const double digit : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        const double candidate = digit * power;
        if (wholeNumbers && candidate != std::floor(candidate))
            continue;
        if (candidate >= step * (1 - kAlmost))
            return candidate;
    }
    return wholeNumbers ? 1 : 10 * power;
}

QString numberText(double value)
{
    constexpr int kMostDecimals = 4;
    int decimals = 0;
    for (double rest = value; decimals < kMostDecimals && std::abs(rest - std::round(rest)) > kAlmost;
         rest *= 10)
        ++decimals;
    return QLocale().toString(value, 'f', decimals);
}

QString withUnit(const QString &number, const QString &unit)
{
    return unit.isEmpty() ? number : number % QChar(0x00A0) % unit;
}

qint64 timeStep(qint64 spanMs, int mostTicks)
{
    constexpr std::array kSteps{kSecondMs * 5, kSecondMs * 10, kSecondMs * 30, kMinuteMs,      kMinuteMs * 2,
                                kMinuteMs * 5, kMinuteMs * 10, kMinuteMs * 15, kMinuteMs * 30, kHourMs,
                                kHourMs * 2,   kHourMs * 3,    kHourMs * 4,    kHourMs * 6,    kHourMs * 12,
                                kDayMs,        kDayMs * 2,     kDayMs * 5,     kDayMs * 10,    kDayMs * 30};
    for (const qint64 step : kSteps) {
        if (spanMs / step <= mostTicks)
            return step;
    }
    return kSteps.back();
}

} // namespace

ChartScale valueScale(ChartUnit unit, double least, double most, bool fromZero, int mostTicks)
{
    if (!(most > 0))
        most = smallest(unit);
    double from = fromZero ? 0 : std::min(least, most);
    if (most - from < smallest(unit) / 1000)
        from = std::max(0.0, most - smallest(unit));
    const UnitStep in = unitFor(unit, most);
    const int steps = std::max(1, mostTicks - 1);
    double step = roundStep((most - from) / in.size / steps, unit == ChartUnit::Count);
    double first = std::floor(from / in.size / step + kAlmost) * step;
    double last = std::ceil(most / in.size / step - kAlmost) * step;
    if (last - first > steps * step * (1 + kAlmost)) { // rounding at both ends took one more
        step = roundStep(step * (1 + 1e-6), unit == ChartUnit::Count);
        first = std::floor(from / in.size / step + kAlmost) * step;
        last = std::ceil(most / in.size / step - kAlmost) * step;
    }
    ChartScale scale{first * in.size, last * in.size, {}};
    const int count = int(std::lround((last - first) / step));
    for (int i = 0; i <= count; ++i) {
        const double value = first + i * step;
        scale.ticks.append({value * in.size, withUnit(numberText(value), in.name)});
    }
    return scale;
}

ChartScale valueScale(const ChartRect &rect)
{
    double least = std::numeric_limits<double>::infinity();
    double most = 0;
    const auto hold = [&](double value) {
        if (std::isnan(value))
            return;
        least = std::min(least, value);
        most = std::max(most, value);
    };
    for (const ChartSeries &series : rect.series) {
        std::ranges::for_each(series.values, hold);
        if (series.now)
            hold(*series.now);
    }
    return valueScale(rect.unit, std::isinf(least) ? 0 : least, most, rect.fromZero, rect.mostTicks);
}

QString valueText(ChartUnit unit, double value)
{
    if (unit == ChartUnit::Count)
        return QLocale().toString(qint64(std::llround(value)));
    const UnitStep in = unitFor(unit, value);
    const double shown = value / in.size;
    const int decimals = shown < 9.995 ? 2 : shown < 99.95 ? 1 : 0;
    return withUnit(QLocale().toString(shown, 'f', decimals), in.name);
}

QList<ChartTick> timeTicks(std::int64_t startMs, std::int64_t endMs, int mostTicks)
{
    const qint64 step = timeStep(endMs - startMs, std::max(1, mostTicks));
    const QDateTime end = QDateTime::fromMSecsSinceEpoch(endMs);
    const qint64 offset = qint64(end.offsetFromUtc()) * kSecondMs;
    QList<ChartTick> ticks;
    for (qint64 at = (startMs + offset + step - 1) / step * step - offset; at <= endMs; at += step) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(at);
        const QString text = step >= kDayMs      ? base::dayText(time.date(), end.date())
                             : step >= kMinuteMs ? base::timeText(time.time())
                                                 : base::timeText(time.time(), base::Precision::Seconds);
        ticks.append({double(at), text});
    }
    return ticks;
}

QList<ChartTick> backwardTicks(std::int64_t startMs, std::int64_t endMs, int mostTicks)
{
    const qint64 step = std::max(kMinuteMs, timeStep(endMs - startMs, std::max(1, mostTicks)));
    QList<ChartTick> ticks;
    for (qint64 back = (endMs - startMs) / step * step; back >= 0; back -= step) {
        const QString minutes = QChar(0x2212) % QLocale().toString(back / kMinuteMs);
        const bool first = ticks.isEmpty();
        ticks.append(
            {double(endMs - back), back == 0 ? QCoreApplication::translate("ChartScale", "now")
                                   : first ? QCoreApplication::translate("ChartScale", "%1 min").arg(minutes)
                                           : minutes});
    }
    return ticks;
}

} // namespace ui::widgets
