// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <array>
#include <vector>

class QLabel;

namespace ui::widgets {

// p50, p95 and p99 of a few quantities, over the last minute and the last hour. Lives on gui.
class LatencyTable final : public QFrame
{
    Q_OBJECT

public:
    using Percentiles = std::array<QString, 3>; // empty: nothing measured
    struct Row
    {
        Percentiles minute;
        Percentiles hour;
    };

    explicit LatencyTable(const QStringList &quantities);

    void setRow(std::size_t index, const Row &row);
    void setNote(const QString &note); // beside the title; empty: none

private:
    std::vector<std::array<QLabel *, 6>> m_rows;
    QLabel *m_note = nullptr;
};

} // namespace ui::widgets
