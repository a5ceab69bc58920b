// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

// Days and times as all of the window writes them: 14:03, 21 Nov, 21 Nov 2025; in Chinese 11月21日,
// 2025年11月21日. The language is that of the default locale. Reentrant.
namespace ui::base {

enum class Precision { Minutes, Seconds, Milliseconds };

QString timeText(QTime time, Precision precision = Precision::Minutes);
QString dayText(QDate day, QDate today);     // with its year where that is not today's
QString weekdayText(QDate day, QDate today); // Sat 21 Nov
QString momentText(const QDateTime &at, const QDateTime &now,
                   Precision precision = Precision::Minutes); // of today the time alone
QString fullText(const QDateTime &at, QDate today, Precision precision = Precision::Minutes); // day and time

inline QString momentText(std::int64_t atMs, std::int64_t nowMs, Precision precision = Precision::Minutes)
{
    return momentText(QDateTime::fromMSecsSinceEpoch(atMs), QDateTime::fromMSecsSinceEpoch(nowMs), precision);
}

} // namespace ui::base
