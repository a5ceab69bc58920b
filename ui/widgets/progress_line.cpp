// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/progress_line.h"

#include "ui/widgets/ink.h"

#include <QPainter>

#include <algorithm>
#include <chrono>

namespace ui::widgets {

namespace {

using namespace std::chrono_literals;

constexpr int kHeight = 4;
constexpr auto kEvery = 100ms;
constexpr int kSteps = 16; // from one end to the other
constexpr double kPiece = 0.25;

} // namespace

ProgressLine::ProgressLine(QWidget *parent)
    : QWidget(parent)
    , Accessible(QAccessible::ProgressBar)
{
    setFixedHeight(kHeight);
    m_clock.setInterval(kEvery);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        m_step = (m_step + 1) % (2 * kSteps);
        update();
    });
}

void ProgressLine::setShare(double share)
{
    const double taken = share < 0 ? -1 : std::min(share, 1.0);
    if (taken == m_share)
        return;
    const int before = percent();
    m_share = taken;
    runClock();
    if (percent() != before)
        tellPercent(this, percent());
    update();
}

int ProgressLine::percent() const
{
    return m_share < 0 ? -1 : qRound(m_share * 100);
}

QString ProgressLine::valueText() const
{
    return m_share < 0 ? tr("at work") : QString(QString::number(percent()) % QLatin1Char('%'));
}

void ProgressLine::runClock()
{
    if (m_share < 0 && isVisible())
        m_clock.start();
    else
        m_clock.stop();
}

void ProgressLine::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    runClock();
}

void ProgressLine::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_clock.stop();
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
    const double way = double(m_step <= kSteps ? m_step : 2 * kSteps - m_step) / kSteps; // there and back
    const double left = m_share < 0 ? way * (1 - kPiece) : 0;
    const double length = m_share < 0 ? kPiece : m_share;
    painter.drawRoundedRect(QRectF(whole.width() * left, 0, whole.width() * length, whole.height()),
                            kHeight / 2.0, kHeight / 2.0);
}

} // namespace ui::widgets
