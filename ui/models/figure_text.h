// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>

// Figures as people read them, in the system's number format. Reentrant.
namespace ui::models {

struct FigureText
{
    QString figure;
    QString unit; // empty: none

    QString whole() const { return unit.isEmpty() ? figure : figure % QChar(0x00A0) % unit; }
};

QString dash(); // where nothing is known
QString countText(std::uint64_t count);
QString numberText(double value, int mostDecimals); // 6.2, 64: no zeros at the end
// From a tenth of a second on in seconds, so that a column of them has one unit: 45 µs, 6.2 ms, 0.84 s, 1.31
// s.
FigureText durationText(double us);
FigureText bytesText(std::uint64_t bytes); // in steps of 1024: 4.1 MB, 61 MB
// Rounded down: 100 only where it is the whole.
QString percentText(std::uint64_t part, std::uint64_t whole);
QString moneyText(double usd);     // 1.36, 0.0042: without the sign
QString spanText(std::int64_t ms); // 17 h 18 min
QString maskedKey(const QString &key);

} // namespace ui::models
