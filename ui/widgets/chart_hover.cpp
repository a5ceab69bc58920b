// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_hover.h"

#include "ui/base/date_text.h"
#include "ui/widgets/chart_notes.h"
#include "ui/widgets/chart_plot.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui::widgets {

namespace {

constexpr double kNearMark = 6;
constexpr double kDot = 4;
constexpr int kPadding = 12;
constexpr int kLeastWidth = 200;
constexpr int kFromLine = 12;
constexpr int kMostMarks = 3; // in the card
constexpr qint64 kDayMs = 24LL * 3600 * 1000;

int rowHeight()
{
    return QFontMetrics(fontOf(TextRole::Secondary)).height() + 3;
}

// The value whose time is nearest, if it is near enough to stand for that time.
qsizetype indexAt(const ChartRect &rect, std::int64_t atMs)
{
    const auto next = std::ranges::lower_bound(rect.timesMs, atMs);
    qsizetype best = -1;
    double bestGap = std::max(rect.periodMs, 1.0);
    for (qsizetype i = next - rect.timesMs.begin() - 1; i <= next - rect.timesMs.begin(); ++i) {
        if (i < 0 || i >= rect.timesMs.size())
            continue;
        const double gap = std::abs(double(rect.timesMs.at(i) - atMs));
        if (gap <= bestGap) {
            best = i;
            bestGap = gap;
        }
    }
    return best;
}

} // namespace

ChartHover::ChartHover(ChartPlot &plot, QWidget *parent)
    : QWidget(parent)
    , m_plot(plot)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

QList<std::int64_t> ChartHover::times() const
{
    QList<std::int64_t> all;
    for (const ChartRect &rect : m_plot.content().rects) {
        if (!rect.note.isEmpty())
            continue;
        for (qsizetype i = 0; i < rect.timesMs.size(); ++i) {
            const bool known = std::ranges::any_of(rect.series, [i](const ChartSeries &series) {
                return i < series.values.size() && !std::isnan(series.values.at(i));
            });
            const std::int64_t at = rect.timesMs.at(i);
            if (known && at >= m_plot.content().startMs && at <= m_plot.content().endMs)
                all.append(at);
        }
        if (!all.isEmpty())
            break; // the first rect's are the finest
    }
    return all;
}

void ChartHover::moveTo(double x)
{
    if (m_plot.content().empty)
        return clear();
    for (const ChartMark &mark : m_plot.content().marks) {
        if (std::abs(m_plot.xOf(double(mark.atMs)) - x) <= kNearMark)
            return set(mark.atMs);
    }
    const QRect box = m_plot.content().rects.isEmpty() ? QRect() : m_plot.plotRect(0);
    const QList<std::int64_t> all = times();
    if (all.isEmpty() || x < box.left() - kNearMark || x > box.right() + kNearMark)
        return clear();
    const double wanted = m_plot.msAt(x);
    const auto nearest = std::ranges::min_element(
        all, {}, [wanted](std::int64_t at) { return std::abs(double(at) - wanted); });
    set(*nearest);
}

void ChartHover::step(int values)
{
    const QList<std::int64_t> all = times();
    if (all.isEmpty() || m_plot.content().empty)
        return clear();
    if (!m_atMs)
        return set(all.last());
    const qsizetype now = std::ranges::lower_bound(all, *m_atMs) - all.begin();
    set(all.at(std::clamp<qsizetype>(now + values, 0, all.size() - 1)));
}

void ChartHover::toEnd(bool last)
{
    const QList<std::int64_t> all = times();
    if (!all.isEmpty() && !m_plot.content().empty)
        set(last ? all.last() : all.first());
}

void ChartHover::clear()
{
    set(std::nullopt);
}

void ChartHover::set(std::optional<std::int64_t> atMs)
{
    if (atMs == m_atMs)
        return;
    m_atMs = atMs;
    refresh();
}

void ChartHover::refresh()
{
    const ChartContent &content = m_plot.content();
    if (m_atMs && (content.empty || *m_atMs < content.startMs || *m_atMs > content.endMs))
        m_atMs.reset();
    if (m_atMs)
        read();
    setVisible(m_atMs || parentWidget()->hasFocus());
    update();
}

void ChartHover::read()
{
    m_rows.clear();
    m_dots.clear();
    m_marks.clear();
    const ChartContent &content = m_plot.content();
    for (int r = 0; r < int(content.rects.size()); ++r) {
        const ChartRect &rect = content.rects.at(r);
        const qsizetype index = rect.note.isEmpty() ? indexAt(rect, *m_atMs) : -1;
        for (const ChartSeries &series : rect.series) {
            const double value = index >= 0 && index < series.values.size()
                                     ? series.values.at(index)
                                     : std::numeric_limits<double>::quiet_NaN();
            if (!std::isnan(value) && series.shape != ChartSeries::Shape::Bars)
                m_dots.push_back({{m_plot.xOf(double(*m_atMs)), m_plot.yOf(r, value)}, series.ink});
            if (series.inCard)
                m_rows.push_back({series.longName.isEmpty() ? series.name : series.longName,
                                  seriesText(rect, value), series.ink});
        }
    }
    for (const ChartMark &mark : content.marks) {
        const double apart = std::abs(m_plot.xOf(double(mark.atMs)) - m_plot.xOf(double(*m_atMs)));
        if (apart <= kNearMark && m_marks.size() < kMostMarks)
            m_marks.push_back(mark);
    }
}

QString ChartHover::timeText() const
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(*m_atMs);
    const ChartContent &content = m_plot.content();
    return content.endMs - content.startMs < kDayMs
               ? base::timeText(time.time(), base::Precision::Seconds)
               : base::fullText(time, QDate::currentDate(), base::Precision::Seconds);
}

QStringList ChartHover::lines() const
{
    QStringList lines;
    if (!m_atMs)
        return lines;
    lines << timeText();
    for (const Row &row : m_rows)
        lines << row.name % QStringLiteral(": ") % row.value;
    for (const ChartMark &mark : m_marks)
        lines << mark.title << mark.detail;
    return lines;
}

QSize ChartHover::cardSize() const
{
    const QFontMetrics text(fontOf(TextRole::Secondary));
    const QFontMetrics strong(bold(fontOf(TextRole::Secondary)));
    int width = kLeastWidth;
    for (const Row &row : m_rows)
        width =
            std::max(width, 20 + text.horizontalAdvance(row.name) + 24 + text.horizontalAdvance(row.value));
    int height = rowHeight() * int(1 + m_rows.size()) + 4;
    for (const ChartMark &mark : m_marks) {
        width = std::max(
            {width, 20 + strong.horizontalAdvance(mark.title), 20 + text.horizontalAdvance(mark.detail)});
        height += rowHeight() * (mark.detail.isEmpty() ? 1 : 2);
    }
    height += m_marks.empty() ? 0 : 9;
    return {width + 2 * kPadding, height + 2 * kPadding - 4};
}

void ChartHover::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (parentWidget()->hasFocus()) {
        painter.setPen(QPen(colour(Ink::Link, palette()), 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    }
    if (!m_atMs)
        return;
    const double x = std::floor(m_plot.xOf(double(*m_atMs))) + 0.5;
    QPen dotted(colour(Ink::Mark, palette()), 1);
    dotted.setDashPattern({2, 3});
    painter.setPen(dotted);
    for (int i = 0; i < int(m_plot.content().rects.size()); ++i) {
        const QRect box = m_plot.plotRect(i);
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    }
    if (!m_marks.empty())
        drawDiamond(painter, {x, double(m_plot.markHeight())}, colour(Ink::Accent, palette()));
    painter.setPen(QPen(colour(Ink::Card, palette()), 1.5));
    for (const Dot &dot : m_dots) {
        painter.setBrush(colour(dot.ink, palette()));
        painter.drawEllipse(QPointF(x, dot.at.y()), kDot, kDot);
    }
    paintCard(painter);
}

void ChartHover::paintCard(QPainter &painter) const
{
    const QSize size = cardSize();
    const QRect box = m_plot.plotRect(0);
    const int x = int(m_plot.xOf(double(*m_atMs)));
    const bool right = x + kFromLine + size.width() <= width();
    const QRect card(QPoint(right ? x + kFromLine : std::max(0, x - kFromLine - size.width()),
                            std::max(0, std::min(box.top() + 6, height() - size.height()))),
                     size);
    painter.setPen(colour(Ink::Field, palette()));
    painter.setBrush(colour(Ink::Card, palette()));
    painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const QFont plain = fontOf(TextRole::Secondary);
    const QFontMetrics metrics(plain);
    const int left = card.left() + kPadding;
    const int end = card.right() - kPadding;
    int baseline = card.top() + kPadding - 2 + metrics.ascent();
    painter.setFont(bold(plain));
    painter.setPen(colour(Ink::Text, palette()));
    painter.drawText(left, baseline, timeText());
    baseline += 4;
    painter.setFont(plain);
    for (const Row &row : m_rows) {
        baseline += rowHeight();
        const double middle = baseline - metrics.ascent() / 2.0 + 1;
        painter.fillRect(QRectF(left, middle - 1.5, 12, 3), colour(row.ink, palette()));
        painter.setPen(colour(Ink::Text2, palette()));
        painter.drawText(left + 20, baseline, row.name);
        painter.setPen(colour(Ink::Text, palette()));
        painter.drawText(end - metrics.horizontalAdvance(row.value) + 1, baseline, row.value);
    }
    if (m_marks.empty())
        return;
    const int line = baseline + metrics.descent() + 4;
    painter.fillRect(QRect(left, line, end - left + 1, 1), colour(Ink::Line, palette()));
    baseline += 9;
    for (const ChartMark &mark : m_marks) {
        baseline += rowHeight();
        drawDiamond(painter, {left + 5.0, baseline - metrics.ascent() / 2.0 + 1},
                    colour(Ink::Accent, palette()));
        painter.setPen(colour(Ink::Text, palette()));
        painter.setFont(bold(plain));
        painter.drawText(left + 20, baseline, mark.title);
        if (mark.detail.isEmpty())
            continue;
        baseline += rowHeight();
        painter.setFont(plain);
        painter.setPen(colour(Ink::Text2, palette()));
        painter.drawText(left + 20, baseline, mark.detail);
    }
}

} // namespace ui::widgets
