// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/progress_line.h"

#include "ui/widgets/ink.h"

#include <QPainter>

#include <algorithm>

namespace ui::widgets {

namespace {

constexpr int kHeight = 4;

} // namespace

ProgressLine::ProgressLine(QWidget *parent)
    : QWidget(parent)
{
    setFixedHeight(kHeight);
}

void ProgressLine::setShare(double share)
{
    const double taken = std::clamp(share, 0.0, 1.0);
    if (taken == m_share)
        return;
    m_share = taken;
    setAccessibleDescription(QString::number(qRound(taken * 100)) % QLatin1Char('%'));
    update();
}

void ProgressLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF whole(rect());
    painter.setBrush(colour(Ink::Line, palette()));
    painter.drawRoundedRect(whole, kHeight / 2.0, kHeight / 2.0);
    painter.setBrush(colour(Ink::Accent, palette()));
    painter.drawRoundedRect(QRectF(0, 0, whole.width() * m_share, whole.height()), kHeight / 2.0,
                            kHeight / 2.0);
}

} // namespace ui::widgets
