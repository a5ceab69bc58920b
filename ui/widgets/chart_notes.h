// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/plot_library.h"

namespace ui::widgets {

class ChartPlot;
struct ChartContent;
struct ChartRect;

// What is written into a chart beside its lines: titles, names and values at the lines' ends, marks, what is
// missing. Painted with the plot. Lives on gui.
class ChartNotes final : public QCPLayerable
{
public:
    explicit ChartNotes(ChartPlot &plot);

protected:
    void applyDefaultAntialiasingHint(QCPPainter *painter) const override;
    void draw(QCPPainter *painter) override;

private:
    void drawTitle(QPainter &painter, int index) const;
    void drawEnds(QPainter &painter, int index) const;
    void drawLonelyPoints(QPainter &painter, int index) const;
    void drawNote(QPainter &painter, int index) const;
    void drawMarks(QPainter &painter) const;

    ChartPlot &m_plot;
};

// The last value that is known; NaN: none is.
double lastKnown(const QList<double> &values);
QString seriesText(const ChartRect &rect, double value); // a dash where it is not known
// What names and values at the lines' ends need beside the plot.
int endsWidth(const ChartContent &content);
// Where a mark's words are: beside it, on the left where the plot ends.
QRectF markText(const QPointF &mark, const QSizeF &size, const QRect &plot);
void drawDiamond(QPainter &painter, const QPointF &middle, const QColor &colour);

} // namespace ui::widgets
