// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/accessible.h"

#include <QWidget>

#include <functional>
#include <vector>

namespace ui::widgets {

// Amounts as bars: over time from left to right, or ranked from top to bottom with the names before them.
// Says the value under the mouse, or that which the arrow keys have come to. Lives on gui.
class BarChart final : public QWidget, public Accessible
{
    Q_OBJECT

public:
    enum class Kind { OverTime, Ranked };
    struct Bar
    {
        QString name;
        double value = 0;

        bool operator==(const Bar &) const = default;
    };

    explicit BarChart(QWidget *parent = nullptr);

    void set(Kind kind, std::vector<Bar> bars);
    void setFormat(std::function<QString(double)> format);
    QSize sizeHint() const override { return {400, 180}; }
    QSize minimumSizeHint() const override { return {200, 120}; }
    // Round numbers from 0 to at least `most`, three to five steps.
    static std::vector<double> ticks(double most);
    QString valueText() const override; // of the bar that is pointed at, or of all
    int partCount() const override { return int(m_bars.size()); }
    Part part(int index) const override;
    int currentPart() const override { return m_hover; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    QRectF boxOf(std::size_t index) const;
    QRectF plot() const;
    QString told(std::size_t index) const;
    void pointAt(int index, const QPoint &globalPlace);
    void paintOverTime(QPainter &painter) const;
    void paintRanked(QPainter &painter) const;
    QString written(double value) const { return m_format ? m_format(value) : QString::number(value); }

    Kind m_kind = Kind::OverTime;
    std::vector<Bar> m_bars;
    std::vector<double> m_ticks;
    std::function<QString(double)> m_format;
    int m_hover = -1;
};

} // namespace ui::widgets
