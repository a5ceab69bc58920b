// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/chart_scale.h"
#include "ui/widgets/plot_library.h"

#include <vector>

namespace ui::widgets {

class ChartNotes;

// A TimeChart's content as QCustomPlot draws it, into its own buffers. Lives on gui.
class ChartPlot final : public QCustomPlot
{
public:
    explicit ChartPlot(QWidget *parent);

    void setContent(const ChartContent &content); // does not paint
    void restyle();                               // colours and fonts of now; does not paint
    const ChartContent &content() const { return m_content; }

    // In pixels of this widget.
    QRect plotRect(int rect) const;
    double xOf(double ms) const;
    double yOf(int rect, double value) const;
    double msAt(double x) const;
    int markHeight() const; // of the diamonds' middle

    int firstTitleBottom() const;
    // Something stands over the upper right corner, so high: what is painted there begins beneath it.
    void setHead(int height);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Rect
    {
        QCPAxisRect *axes = nullptr;
        std::vector<QCPAbstractPlottable *> plottables; // as the series
    };

    void build();
    int titleHeight(bool first) const;
    void fitEnds();
    QCPAbstractPlottable *newPlottable(const ChartSeries &series, QCPAxisRect &axes);
    void fill(Rect &rect, const ChartRect &from);
    void setScales();
    void setHeights();
    static QVector<QCPGraphData> graphData(const ChartRect &rect, const ChartSeries &series);

    ChartContent m_content;
    std::vector<Rect> m_rects;
    ChartNotes *m_notes = nullptr; // owned by the plot's layer
    QCPMarginGroup *m_left = nullptr;
    double m_unit = 1;   // height of a rect with a stretch of one
    int m_endMargin = 0; // how far the series' texts may reach from the plot's right edge
    int m_head = 0;
};

// Whether the same axes and plottables can show both.
bool sameStructure(const ChartContent &a, const ChartContent &b);

} // namespace ui::widgets
