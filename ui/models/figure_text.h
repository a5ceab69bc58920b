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
FigureText durationText(double us);        // three digits that mean something: 0.42 ms, 145 ms, 1.36 s
FigureText bytesText(std::uint64_t bytes); // in steps of 1024
QString percentText(std::uint64_t part, std::uint64_t whole);
QString moneyText(double usd);     // 1.36, 0.0042: without the sign
QString spanText(std::int64_t ms); // 17 h 18 min
QString maskedKey(const QString &key);

} // namespace ui::models
