// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/scaled.h"

#include <QAbstractButton>

namespace ui::widgets {

// On or off, at once. Lives on gui.
class ToggleSwitch final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ToggleSwitch(QWidget *parent = nullptr);

    QSize sizeHint() const override;
    // For delegates, which have no widget per row.
    static void paint(QPainter &painter, const QRect &box, const QPalette &palette, bool on, bool enabled,
                      bool focus);
    static QSize painted() { return {scaled(36), scaled(18)}; }

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace ui::widgets
