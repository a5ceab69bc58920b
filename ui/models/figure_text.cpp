// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/figure_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

int decimalsOf(double value)
{
    return value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
}

} // namespace

QString dash()
{
    return u"–"_s;
}

QString countText(std::uint64_t count)
{
    return QLocale().toString(qulonglong(count));
}

QString numberText(double value, int mostDecimals)
{
    int decimals = mostDecimals;
    for (auto digits = std::llround(value * std::pow(10, mostDecimals)); decimals > 0 && digits % 10 == 0;
         digits /= 10)
        --decimals;
    return QLocale().toString(value, 'f', decimals);
}

FigureText durationText(double us)
{
    constexpr double kLeastMs = 99.5; // below it in microseconds
    constexpr double kLeastSeconds = 99'500;
    if (us >= 0.5 && us < kLeastMs)
        return {numberText(us, 0), QCoreApplication::translate("FigureText", "µs")};
    if (us < kLeastSeconds)
        return {numberText(us / 1000, decimalsOf(us / 1000)),
                QCoreApplication::translate("FigureText", "ms")};
    const double seconds = us / 1'000'000;
    return {numberText(seconds, decimalsOf(seconds)), QCoreApplication::translate("FigureText", "s")};
}

FigureText bytesText(std::uint64_t bytes)
{
    constexpr double kStep = 1024;
    constexpr double kOneDecimal = 99.95;
    double value = double(bytes);
    if (value < kStep)
        return {countText(bytes), QCoreApplication::translate("FigureText", "B")};
    for (const char *unit : {"KB", "MB", "GB"}) {
        value /= kStep;
        if (value < kStep)
            return {numberText(value, value < kOneDecimal ? 1 : 0), QString::fromLatin1(unit)};
    }
    return {numberText(value / kStep, 1), u"TB"_s};
}

QString percentText(std::uint64_t part, std::uint64_t whole)
{
    const double hundredths = whole == 0 ? 0 : std::floor(10'000.0 * double(part) / double(whole));
    return numberText(hundredths / 100, 2);
}

QString moneyText(double usd)
{
    const int decimals = usd > 0 && usd < 0.01 ? 4 : 2;
    return QLocale().toString(usd, 'f', decimals);
}

QString spanText(std::int64_t ms)
{
    const std::int64_t minutes = ms / 60'000;
    if (minutes < 1)
        return QCoreApplication::translate("FigureText", "%1 s").arg(ms / 1000);
    if (minutes < 60)
        return QCoreApplication::translate("FigureText", "%1 min").arg(minutes);
    if (minutes < 24 * 60)
        return QCoreApplication::translate("FigureText", "%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
    return QCoreApplication::translate("FigureText", "%1 d %2 h")
        .arg(minutes / (24 * 60))
        .arg(minutes / 60 % 24);
}

QString maskedKey(const QString &key)
{
    constexpr qsizetype kHead = 6;
    constexpr qsizetype kTail = 4;
    constexpr qsizetype kDots = 8; // the ends are what tells keys apart: they must be seen
    if (key.size() <= 2 * kHead)
        return QString(key.size(), u'•');
    return key.left(kHead) % QString(kDots, u'•') % key.right(kTail);
}

} // namespace ui::models
