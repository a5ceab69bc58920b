// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/accessible.h"
#include "ui/widgets/chart_content.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QWidget>

namespace ui::widgets {

class ChartHover;
class ChartPlot;

// Quantities over time, one rect above the other on one time axis: horizontal grid, names and current values
// at the lines' ends, marks, and a hover that says the values at a time (mouse, or arrow keys while it has
// the focus; Escape ends it). Equal content paints nothing, other content once a second at most; another span
// or other series at once. Give it to a card; titles are painted inside. Lives on gui.
class TimeChart final : public QWidget, public Accessible
{
    Q_OBJECT

public:
    explicit TimeChart(const QString &accessibleName, QWidget *parent = nullptr);
    ~TimeChart() override;

    void setContent(const ChartContent &content);
    const ChartContent &content() const { return m_content; }
    // Shown over the first rect while the content is empty. Owned from now on.
    void setEmptyNote(QWidget *note);

    // This one lies over the chart's upper right corner, whoever owns it: nothing is painted beneath it.
    void setCorner(const QWidget *corner);

    // For tests and measurements.
    int replots() const { return m_replots; }
    std::optional<std::int64_t> hoveredMs() const;
    QStringList hoverLines() const; // as the card says them: name, value

    QSize sizeHint() const override { return {600, 380}; }
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void replot();
    void placeNote();

    ChartContent m_content; // as it was given last
    ChartPlot *m_plot = nullptr;
    ChartHover *m_hover = nullptr;
    QWidget *m_note = nullptr;
    QPointer<const QWidget> m_corner;
    QTimer m_later;
    QElapsedTimer m_since; // the last replot
    int m_replots = 0;
};

} // namespace ui::widgets
