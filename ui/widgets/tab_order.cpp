// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tab_order.h"

#include <QWidget>

namespace ui::widgets {

namespace {

bool isStop(const QWidget &widget)
{
    return widget.focusPolicy() & Qt::TabFocus && !widget.focusProxy();
}

} // namespace

QList<QWidget *> tabStops(QWidget &whole)
{
    QList<QWidget *> stops;
    if (isStop(whole))
        stops.append(&whole);
    for (QWidget *part : whole.findChildren<QWidget *>()) {
        if (isStop(*part) && part->window() == whole.window())
            stops.append(part);
    }
    return stops;
}

void chainTabs(const QList<QWidget *> &stops)
{
    for (qsizetype i = 1; i < stops.size(); ++i)
        QWidget::setTabOrder(stops[i - 1], stops[i]);
}

} // namespace ui::widgets
