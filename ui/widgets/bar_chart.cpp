// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/bar_chart.h"

#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui::widgets {

namespace {

constexpr double kBarShare = 0.7; // of its place
constexpr int kGap = 8;
constexpr double kMostBar = 48; // px
constexpr double kRing = 6;

QString fitted(const QFontMetrics &metrics, const QString &text, double width)
{
    return metrics.elidedText(text, Qt::ElideRight, int(width));
}

} // namespace

BarChart::BarChart(QWidget *parent)
    : QWidget(parent)
    , Accessible(QAccessible::Chart)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setFont(fontOf(TextRole::Caption));
    m_ticks = ticks(0);
}

std::vector<double> BarChart::ticks(double most)
{
    if (!(most > 0) || !std::isfinite(most))
        most = 1;
    const double magnitude = std::pow(10, std::floor(std::log10(most)));
    double step = magnitude;
    for (const double share : {0.25, 0.5, 1.0, 2.0}) {
        step = magnitude * share;
        if (most / step <= 4.0)
            break;
    }
    std::vector<double> ticks;
    const int steps = std::max(1, int(std::ceil(most / step - 1e-9)));
    for (int i = 0; i <= steps; ++i)
        ticks.push_back(step * i);
    return ticks;
}

void BarChart::setFormat(std::function<QString(double)> format)
{
    m_format = std::move(format);
    update();
}

void BarChart::set(Kind kind, std::vector<Bar> bars)
{
    if (kind == m_kind && bars == m_bars)
        return;
    m_kind = kind;
    m_bars = std::move(bars);
    double most = 0;
    for (const Bar &bar : m_bars)
        most = std::max(most, bar.value);
    m_ticks = ticks(most);
    m_hover = -1;
    update();
}

QRectF BarChart::plot() const
{
    const QFontMetrics metrics(font());
    if (m_kind == Kind::Ranked) {
        int name = 0;
        int value = 0;
        const QFontMetricsF whole(font()); // rounded down, the longest name would not fit
        for (const Bar &bar : m_bars) {
            name = std::max(name, int(std::ceil(whole.horizontalAdvance(bar.name))) + 1);
            value = std::max(value, metrics.horizontalAdvance(written(bar.value)));
        }
        name = std::min(name, width() / 3);
        return QRectF(name + kGap, 0, width() - name - value - 3 * kGap, height());
    }
    int left = 0;
    for (const double tick : m_ticks)
        left = std::max(left, metrics.horizontalAdvance(written(tick)));
    const int line = metrics.height();
    return QRectF(left + kGap, line / 2.0, width() - left - kGap, height() - 1.5 * line - 6);
}

QRectF BarChart::boxOf(std::size_t index) const
{
    const QRectF area = plot();
    const double count = double(std::max<std::size_t>(1, m_bars.size()));
    const double top = m_ticks.back();
    const double share = std::clamp(m_bars[index].value / top, 0.0, 1.0);
    if (m_kind == Kind::Ranked) {
        const double place = std::min(area.height() / count, 28.0);
        const double high = place * 0.6;
        return {area.left(), area.top() + place * double(index) + (place - high) / 2,
                std::max(1.0, area.width() * m_bars[index].value / std::max(1e-12, m_bars[0].value)), high};
    }
    const double place = area.width() / count;
    const double wide = std::min(place * kBarShare, kMostBar);
    const double high = m_bars[index].value > 0 ? std::max(1.0, area.height() * share) : 0;
    return {area.left() + place * double(index) + (place - wide) / 2, area.bottom() - high, wide, high};
}

void BarChart::paintOverTime(QPainter &painter) const
{
    const QRectF area = plot();
    const QFontMetrics metrics(font());
    for (const double tick : m_ticks) {
        const double y = std::floor(area.bottom() - area.height() * tick / m_ticks.back()) + 0.5;
        painter.setPen(colour(tick == 0 ? Ink::Border : Ink::Grid, palette()));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(colour(Ink::Text2, palette()));
        painter.drawText(QRectF(0, y - metrics.height(), area.left() - kGap, 2 * metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, written(tick));
    }
    double shownTo = -1e9; // the right end of the last name: the next one keeps clear of it
    const double place = area.width() / double(std::max<std::size_t>(1, m_bars.size()));
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const bool hover = int(i) == m_hover;
        painter.fillRect(boxOf(i), colour(hover ? Ink::P99 : Ink::P95, palette()));
        const double middle = area.left() + place * (double(i) + 0.5);
        const double wide = metrics.horizontalAdvance(m_bars[i].name);
        const double left = std::clamp(middle - wide / 2, area.left(), std::max(area.left(), width() - wide));
        if (left < shownTo + 2 * kGap)
            continue;
        painter.setPen(colour(Ink::Text2, palette()));
        painter.drawText(QPointF(left, height() - metrics.descent()), m_bars[i].name);
        shownTo = left + wide;
    }
}

void BarChart::paintRanked(QPainter &painter) const
{
    const QRectF area = plot();
    const QFontMetrics metrics(font());
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const QRectF box = boxOf(i);
        if (box.bottom() > height())
            break;
        const double middle = box.center().y();
        const QRectF line(0, middle - metrics.height() / 2.0, area.left() - kGap, metrics.height());
        painter.setPen(colour(Ink::Text, palette()));
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                         fitted(metrics, m_bars[i].name, line.width()));
        painter.fillRect(box, colour(int(i) == m_hover ? Ink::P99 : Ink::P95, palette()));
        painter.setPen(colour(Ink::Text2, palette()));
        painter.drawText(QPointF(box.right() + kGap, middle + metrics.ascent() / 2.0 - 1),
                         written(m_bars[i].value));
    }
}

void BarChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    if (m_kind == Kind::OverTime)
        paintOverTime(painter);
    else
        paintRanked(painter);
    if (!hasFocus())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(Ink::Link, palette()), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRing, kRing);
}

QString BarChart::told(std::size_t index) const
{
    return m_bars[index].name % QLatin1String(": ") % written(m_bars[index].value);
}

QString BarChart::valueText() const
{
    if (m_hover >= 0)
        return told(std::size_t(m_hover));
    QStringList all;
    for (std::size_t i = 0; i < m_bars.size(); ++i)
        all.append(told(i));
    return all.join(QLatin1String("; "));
}

BarChart::Part BarChart::part(int index) const
{
    return {told(std::size_t(index)), boxOf(std::size_t(index)).toAlignedRect()};
}

void BarChart::pointAt(int index, const QPoint &globalPlace)
{
    m_hover = index;
    update();
    if (index < 0)
        return QToolTip::hideText();
    const Bar &bar = m_bars[std::size_t(index)];
    QToolTip::showText(globalPlace, bar.name % QLatin1Char('\n') % written(bar.value), this);
    tellPart(this, index);
}

void BarChart::mouseMoveEvent(QMouseEvent *event)
{
    const QRectF area = plot();
    int hover = -1;
    for (std::size_t i = 0; i < m_bars.size() && hover < 0; ++i) {
        QRectF box = boxOf(i);
        if (m_kind == Kind::OverTime)
            box = QRectF(box.left(), area.top(), box.width(), area.height());
        else
            box = QRectF(0, box.top(), width(), box.height());
        if (box.contains(event->position()))
            hover = int(i);
    }
    if (hover == m_hover)
        return;
    pointAt(hover, event->globalPosition().toPoint());
}

void BarChart::keyPressEvent(QKeyEvent *event)
{
    const int last = int(m_bars.size()) - 1;
    const bool overTime = m_kind == Kind::OverTime;
    int wanted = m_hover;
    if (event->key() == (overTime ? Qt::Key_Right : Qt::Key_Down))
        wanted = std::min(m_hover + 1, last);
    else if (event->key() == (overTime ? Qt::Key_Left : Qt::Key_Up))
        wanted = m_hover < 0 ? last : std::max(m_hover - 1, 0);
    else if (event->key() == Qt::Key_Home)
        wanted = std::min(0, last);
    else if (event->key() == Qt::Key_End)
        wanted = last;
    else if (event->key() == Qt::Key_Escape && m_hover >= 0)
        wanted = -1;
    else
        return QWidget::keyPressEvent(event);
    const QPoint place = wanted < 0 ? QPoint() : boxOf(std::size_t(wanted)).center().toPoint();
    pointAt(wanted, mapToGlobal(place));
}

void BarChart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void BarChart::focusOutEvent(QFocusEvent *event)
{
    if (m_hover >= 0)
        pointAt(-1, {});
    update();
    QWidget::focusOutEvent(event);
}

void BarChart::leaveEvent(QEvent *)
{
    m_hover = -1;
    update();
}

} // namespace ui::widgets
