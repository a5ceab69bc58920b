// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/chart_content.h"

#include <QPointF>
#include <QWidget>

#include <vector>

namespace ui::widgets {

class ChartPlot;

// A line at one time over a chart, dots where it meets the lines, and a card beside it that says the values
// and what was changed then. Lies over the plot, so that the plot need not be painted for it. Lives on gui.
class ChartHover final : public QWidget
{
    Q_OBJECT

public:
    ChartHover(ChartPlot &plot, QWidget *parent);

    void moveTo(double x); // to the nearest time with a value, or to a mark that is very near
    void step(int values); // on or back by so many values
    void toEnd(bool last); // the last or the first value
    void refresh();        // the content has changed
    void clear();
    std::optional<std::int64_t> atMs() const { return m_atMs; }
    QStringList lines() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Row
    {
        QString name;
        QString value;
        Ink ink;
    };
    struct Dot
    {
        QPointF at;
        Ink ink;
    };

    QList<std::int64_t> times() const; // of all values to be seen, rising
    void set(std::optional<std::int64_t> atMs);
    void read();
    void paintCard(QPainter &painter) const;
    QSize cardSize() const;
    QString timeText() const;

    ChartPlot &m_plot;
    std::optional<std::int64_t> m_atMs;
    std::vector<Row> m_rows;
    std::vector<Dot> m_dots;
    std::vector<ChartMark> m_marks;
};

} // namespace ui::widgets
