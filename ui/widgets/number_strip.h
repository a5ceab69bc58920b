// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QLabel;

namespace ui::widgets {

class ElidedLabel;

// One card of cells with hairlines between: label, figure with its unit, one fact. Lives on gui.
class NumberStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit NumberStrip(const QStringList &labels);

    // `whole`: what the fact leaves out to be short; in the tool tip.
    void setCell(std::size_t index, const QString &figure, const QString &unit, const QString &fact,
                 const QString &whole = {});

private:
    struct Cell
    {
        QWidget *place;
        QLabel *figure;
        QLabel *unit;
        ElidedLabel *fact;
    };

    QWidget *buildCell(const QString &label);

    std::vector<Cell> m_cells;
};

} // namespace ui::widgets
