// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"

#include <QFontMetricsF>
#include <QLabel>

class QPainter;

// Numbers that change in place do not jump: Qt 6.4 cannot ask a font for digits of one width, so where a
// font's digits differ each is painted in a cell of the widest. Lives on gui.
namespace ui::widgets {

double figuresWidth(const QFontMetricsF &metrics, const QString &text);
// What of it is painted where there is no more room than `width`: with "…" for what is left out at its end.
QString elidedFigures(const QFontMetricsF &metrics, const QString &text, double width);
void drawFigures(QPainter &painter, const QRectF &box, Qt::Alignment alignment, const QString &text);

// One line with a number in it.
class FigureLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit FigureLabel(TextRole role, Ink ink = Ink::Text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace ui::widgets
