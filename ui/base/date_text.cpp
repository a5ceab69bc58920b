// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/date_text.h"

#include <QLocale>

namespace ui::base {

namespace {

using namespace Qt::StringLiterals;

bool isChinese(const QLocale &locale)
{
    return locale.language() == QLocale::Chinese;
}

} // namespace

// Digits and colons: no locale's twelve hours.
QString timeText(QTime time, Precision precision)
{
    switch (precision) {
    case Precision::Minutes:
        return time.toString(u"HH:mm"_s);
    case Precision::Seconds:
        return time.toString(u"HH:mm:ss"_s);
    case Precision::Milliseconds:
        return time.toString(u"HH:mm:ss.zzz"_s);
    }
    return {};
}

QString dayText(QDate day, QDate today)
{
    const QLocale locale;
    const bool sameYear = day.year() == today.year();
    if (isChinese(locale))
        return locale.toString(day, sameYear ? u"M月d日"_s : u"yyyy年M月d日"_s);
    return locale.toString(day, sameYear ? u"d MMM"_s : u"d MMM yyyy"_s);
}

QString weekdayText(QDate day, QDate today)
{
    const QString name = QLocale().toString(day, u"ddd"_s);
    return isChinese(QLocale()) ? QString(dayText(day, today) % u' ' % name)
                                : QString(name % u' ' % dayText(day, today));
}

QString momentText(const QDateTime &at, const QDateTime &now, Precision precision)
{
    return at.date() == now.date() ? timeText(at.time(), precision) : fullText(at, now.date(), precision);
}

QString fullText(const QDateTime &at, QDate today, Precision precision)
{
    return dayText(at.date(), today) % u' ' % timeText(at.time(), precision);
}

} // namespace ui::base
