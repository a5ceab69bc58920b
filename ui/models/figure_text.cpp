// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/figure_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

QString threeDigits(double value)
{
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return QLocale().toString(value, 'f', decimals);
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

FigureText durationText(double us)
{
    if (us < 999'500)
        return {threeDigits(us / 1000), QCoreApplication::translate("FigureText", "ms")};
    return {threeDigits(us / 1'000'000), QCoreApplication::translate("FigureText", "s")};
}

FigureText bytesText(std::uint64_t bytes)
{
    constexpr double kStep = 1024;
    double value = double(bytes);
    if (value < kStep)
        return {countText(bytes), QCoreApplication::translate("FigureText", "B")};
    for (const char *unit : {"KB", "MB", "GB"}) {
        value /= kStep;
        if (value < kStep)
            return {threeDigits(value), QString::fromLatin1(unit)};
    }
    return {threeDigits(value / kStep), u"TB"_s};
}

QString percentText(std::uint64_t part, std::uint64_t whole)
{
    const double percent = whole == 0 ? 0 : 100.0 * double(part) / double(whole);
    return QLocale().toString(percent, 'f', 2);
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
