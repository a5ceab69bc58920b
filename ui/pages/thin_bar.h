// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/ink.h"

#include <QPainter>
#include <QWidget>

#include <algorithm>

namespace ui::pages {

// How far something is: a bar of four pixels. Lives on gui.
class ThinBar final : public QWidget
{
    Q_OBJECT

public:
    explicit ThinBar(QWidget *parent = nullptr)
        : QWidget(parent)
    {
        setFixedHeight(4);
    }

    void setShare(double share)
    {
        m_share = std::clamp(share, 0.0, 1.0);
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(widgets::colour(widgets::Ink::Border, palette()));
        painter.drawRoundedRect(rect(), 2, 2);
        painter.setBrush(widgets::colour(widgets::Ink::Accent, palette()));
        painter.drawRoundedRect(QRectF(0, 0, width() * m_share, height()), 2, 2);
    }

private:
    double m_share = 0;
};

} // namespace ui::pages
