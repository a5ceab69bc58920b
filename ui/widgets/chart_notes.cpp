// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_notes.h"

#include "ui/widgets/chart_plot.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/theme.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui::widgets {

namespace {

constexpr int kLeastGap = 17; // between two names at the lines' ends
constexpr double kLeader = 10;
constexpr double kBesideLeader = 4;
constexpr int kBetween = 8; // name and value
constexpr double kDiamond = 4.5;
constexpr double kLonely = 1.5; // radius
constexpr double kBesideMark = 9;

struct End
{
    const ChartSeries *series;
    double value;
    double lineY;
    double textY;
};

// From top to bottom, none nearer than `gap` to the next, none beyond the bounds where there is room.
void moveApart(std::vector<End> &ends, double gap, double least, double most)
{
    std::ranges::stable_sort(ends, {}, &End::lineY);
    double from = least;
    for (End &end : ends) {
        end.textY = std::max(end.lineY, from);
        from = end.textY + gap;
    }
    double to = most;
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
        end->textY = std::min(end->textY, to);
        to = end->textY - gap;
    }
}

} // namespace

double lastKnown(const QList<double> &values)
{
    const auto known = std::find_if(values.rbegin(), values.rend(), [](double v) { return !std::isnan(v); });
    return known == values.rend() ? std::numeric_limits<double>::quiet_NaN() : *known;
}

QString seriesText(const ChartRect &rect, double value)
{
    if (std::isnan(value))
        return QString(QChar(0x2013));
    return rect.valueText ? rect.valueText(value) : valueText(rect.unit, value);
}

int endsWidth(const ChartContent &content)
{
    const QFont caption = fontOf(TextRole::Caption);
    const QFontMetrics names(bold(caption));
    int name = 0;
    int value = 0;
    for (const ChartRect &rect : content.rects) {
        for (const ChartSeries &series : rect.series) {
            if (!series.atEnd)
                continue;
            name = std::max(name, names.horizontalAdvance(series.name));
            const QString now = seriesText(rect, series.now.value_or(lastKnown(series.values)));
            value = std::max(value, int(std::ceil(figuresWidth(QFontMetricsF(caption), now))));
        }
    }
    return int(kLeader + kBesideLeader) + 2 + name + kBetween + value;
}

void drawDiamond(QPainter &painter, const QPointF &middle, const QColor &colour)
{
    const QPointF corners[] = {middle + QPointF(0, -kDiamond), middle + QPointF(kDiamond, 0),
                               middle + QPointF(0, kDiamond), middle + QPointF(-kDiamond, 0)};
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(corners, 4);
}

QRectF markText(const QPointF &mark, const QSizeF &size, const QRect &plot)
{
    const bool fits = mark.x() + kBesideMark + size.width() <= plot.right() - kBesideMark;
    const double left = fits ? mark.x() + kBesideMark : mark.x() - kBesideMark - size.width();
    return {QPointF(left, mark.y() - size.height() / 2), size};
}

ChartNotes::ChartNotes(ChartPlot &plot)
    : QCPLayerable(&plot, QStringLiteral("axes"))
    , m_plot(plot)
{
}

void ChartNotes::applyDefaultAntialiasingHint(QCPPainter *painter) const
{
    painter->setAntialiasing(true);
}

void ChartNotes::draw(QCPPainter *painter)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const ChartContent &content = m_plot.content();
    for (int i = 0; i < int(content.rects.size()); ++i) {
        drawTitle(*painter, i);
        const QRect box = m_plot.plotRect(i);
        painter->fillRect(QRect(box.left(), box.bottom(), box.width(), 1),
                          colour(Ink::Border, m_plot.palette()));
        if (content.empty)
            continue;
        if (!content.rects.at(i).note.isEmpty()) {
            drawNote(*painter, i);
            continue;
        }
        drawLonelyPoints(*painter, i);
        drawEnds(*painter, i);
    }
    if (!content.empty)
        drawMarks(*painter);
    painter->restore();
}

void ChartNotes::drawTitle(QPainter &painter, int index) const
{
    const ChartRect &rect = m_plot.content().rects.at(index);
    const QRect box = m_plot.plotRect(index);
    const QFont title = fontOf(TextRole::CardTitle);
    const QFontMetrics metrics(title);
    const int bottom = index == 0 ? m_plot.firstTitleBottom() : box.top() - 10;
    const bool faint = m_plot.content().empty;
    painter.setFont(title);
    painter.setPen(colour(faint ? Ink::Text2 : Ink::Text, m_plot.palette()));
    const int baseline = bottom - metrics.descent() + 1;
    painter.drawText(0, baseline, rect.title);
    if (rect.fact.isEmpty() || faint)
        return;
    painter.setFont(fontOf(TextRole::Secondary));
    painter.setPen(colour(Ink::Text2, m_plot.palette()));
    painter.drawText(metrics.horizontalAdvance(rect.title) + 10, baseline, rect.fact);
}

void ChartNotes::drawEnds(QPainter &painter, int index) const
{
    const ChartRect &rect = m_plot.content().rects.at(index);
    const QRect box = m_plot.plotRect(index);
    std::vector<End> ends;
    for (const ChartSeries &series : rect.series) {
        if (!series.atEnd)
            continue;
        const double value = series.now.value_or(lastKnown(series.values));
        const double y = std::isnan(value) ? box.bottom()
                                           : std::clamp(m_plot.yOf(index, value), double(box.top()),
                                                        double(box.bottom() + 1));
        ends.push_back({&series, value, y, y});
    }
    const QFont caption = fontOf(TextRole::Caption);
    const QFont name = bold(caption);
    const QFontMetrics metrics(caption);
    const double gap = std::max(kLeastGap, metrics.height());
    const double least = box.bottom() - gap * double(ends.size() - 1);
    // The highest one's text begins where the plot does: above there are titles and buttons.
    moveApart(ends, gap, std::min(box.top() + metrics.height() / 2.0, least), box.bottom() - 3);
    const double left = box.right() + 1.5;
    for (const End &end : ends) {
        const QColor ink = colour(end.series->ink, m_plot.palette());
        painter.setPen(QPen(ink, 1));
        const QPointF leader[] = {
            {left, end.lineY}, {left + kLeader / 2, end.textY}, {left + kLeader, end.textY}};
        painter.drawPolyline(leader, 3);
        const double baseline = end.textY + metrics.ascent() - metrics.height() / 2.0;
        painter.setFont(name);
        painter.drawText(QPointF(left + kLeader + kBesideLeader, baseline), end.series->name);
        const QString value = seriesText(rect, end.value);
        painter.setFont(caption);
        painter.setPen(colour(Ink::Text, m_plot.palette()));
        const QRectF place(left, baseline - metrics.ascent(), m_plot.width() - left, metrics.height());
        drawFigures(painter, place, Qt::AlignRight | Qt::AlignTop, value);
    }
}

// A value between two gaps has no line.
void ChartNotes::drawLonelyPoints(QPainter &painter, int index) const
{
    const ChartRect &rect = m_plot.content().rects.at(index);
    const QRect box = m_plot.plotRect(index);
    painter.setPen(Qt::NoPen);
    for (const ChartSeries &series : rect.series) {
        if (series.shape == ChartSeries::Shape::Bars)
            continue;
        painter.setBrush(colour(series.ink, m_plot.palette()));
        const qsizetype count = std::min(series.values.size(), rect.timesMs.size());
        const auto known = [&](qsizetype i) {
            return i >= 0 && i < count && !std::isnan(series.values.at(i));
        };
        for (qsizetype i = 0; i < count; ++i) {
            if (!known(i) || known(i - 1) || known(i + 1))
                continue;
            const QPointF at(m_plot.xOf(double(rect.timesMs.at(i))), m_plot.yOf(index, series.values.at(i)));
            if (at.x() >= box.left() && at.x() <= box.right() + 1)
                painter.drawEllipse(at, kLonely, kLonely);
        }
    }
}

void ChartNotes::drawNote(QPainter &painter, int index) const
{
    const QRect box = m_plot.plotRect(index);
    const QFont font = fontOf(TextRole::Secondary);
    const QFontMetrics metrics(font);
    const QString &note = m_plot.content().rects.at(index).note;
    QRect text = metrics.boundingRect(box.adjusted(24, 0, -24, 0), Qt::AlignCenter | Qt::TextWordWrap, note);
    painter.fillRect(text.adjusted(-12, -2, 12, 2), colour(Ink::Card, m_plot.palette()));
    painter.setFont(font);
    painter.setPen(colour(Ink::Text2, m_plot.palette()));
    painter.drawText(text.adjusted(-2, 0, 2, 0), Qt::AlignCenter | Qt::TextWordWrap, note);
}

void ChartNotes::drawMarks(QPainter &painter) const
{
    const ChartContent &content = m_plot.content();
    const QColor ink = colour(Ink::Mark, m_plot.palette());
    QPen dotted(ink, 1);
    dotted.setDashPattern({2, 3});
    for (const ChartMark &mark : content.marks) {
        if (mark.atMs < content.startMs || mark.atMs > content.endMs)
            continue;
        const double x = std::floor(m_plot.xOf(double(mark.atMs))) + 0.5;
        painter.setPen(dotted);
        for (int i = 0; i < int(content.rects.size()); ++i) {
            const QRect box = m_plot.plotRect(i);
            painter.drawLine(QPointF(x, i == 0 ? m_plot.markHeight() + kDiamond : box.top()),
                             QPointF(x, box.bottom()));
        }
        drawDiamond(painter, {x, double(m_plot.markHeight())}, ink);
        if (mark.label.isEmpty())
            continue;
        const QFont caption = fontOf(TextRole::Caption);
        const QFontMetrics metrics(caption);
        const QSizeF size(metrics.horizontalAdvance(mark.label), metrics.height());
        const QRectF text = markText({x, double(m_plot.markHeight())}, size, m_plot.plotRect(0));
        painter.fillRect(text.adjusted(-2, 0, 2, 0), colour(Ink::Card, m_plot.palette()));
        painter.setFont(caption);
        painter.setPen(colour(Ink::Text2, m_plot.palette()));
        painter.drawText(text.topLeft() + QPointF(0, metrics.ascent()), mark.label);
    }
}

} // namespace ui::widgets
