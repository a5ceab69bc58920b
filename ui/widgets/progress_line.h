// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/accessible.h"

#include <QTimer>
#include <QWidget>

namespace ui::widgets {

// How far something has come, or that it goes on where nothing measures it, as a line of 4. Lives on gui.
class ProgressLine final : public QWidget, public Accessible
{
    Q_OBJECT

public:
    explicit ProgressLine(QWidget *parent = nullptr);

    void setShare(double share); // 0 to 1; below 0: there is no measure
    double share() const { return m_share; }
    int percent() const override;
    QString valueText() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void runClock();

    double m_share = 0;
    QTimer m_clock; // moves what has no measure, while it can be seen
    int m_step = 0;
};

} // namespace ui::widgets
