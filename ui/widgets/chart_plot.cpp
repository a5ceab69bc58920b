// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_plot.h"

#include "ui/widgets/chart_notes.h"
#include "ui/widgets/theme.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>

namespace ui::widgets {

namespace {

constexpr int kLeftMargin = 56;
constexpr int kRightMargin = 92;
constexpr int kMarginStep = 8; // it does not follow each digit
constexpr int kMarkSpace = 11; // of a mark's words, above the plot
constexpr int kTickPadding = 8;
constexpr int kTickLength = 4;
constexpr int kRoomPerTick = 96; // of the time axis
constexpr double kBarShare = 0.7;

int titleText()
{
    return QFontMetrics(fontOf(TextRole::CardTitle)).height();
}

int bottomHeight()
{
    return QFontMetrics(fontOf(TextRole::Caption)).height() + kTickLength + 5;
}

// Whose words do not touch each other.
int ticksFor(int height)
{
    return std::max(2, height / QFontMetrics(fontOf(TextRole::Caption)).height() + 1);
}

QColor soft(const QColor &ink, double share)
{
    QColor colour = ink;
    colour.setAlphaF(float(share));
    return colour;
}

} // namespace

bool sameStructure(const ChartContent &a, const ChartContent &b)
{
    const auto sameSeries = [](const ChartSeries &x, const ChartSeries &y) {
        return x.shape == y.shape && x.ink == y.ink && x.width == y.width && x.fillTo == y.fillTo &&
               x.fillShare == y.fillShare;
    };
    const auto sameRect = [&](const ChartRect &x, const ChartRect &y) {
        return x.stretch == y.stretch &&
               std::equal(x.series.begin(), x.series.end(), y.series.begin(), y.series.end(), sameSeries);
    };
    return std::equal(a.rects.begin(), a.rects.end(), b.rects.begin(), b.rects.end(), sameRect);
}

ChartPlot::ChartPlot(QWidget *parent)
    : QCustomPlot(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::NoFocus);
    setNotAntialiasedElements(QCP::aeAxes | QCP::aeGrid | QCP::aeZeroLine);
    setAutoAddPlottableToLegend(false);
    plotLayout()->clear();
    plotLayout()->setRowSpacing(0);
    plotLayout()->setMargins({});
    m_left = new QCPMarginGroup(this);
    m_notes = new ChartNotes(*this);
}

int ChartPlot::titleHeight(bool first) const
{
    return first ? std::max(titleText() + 15, m_head > 0 ? m_head + kMarkSpace : 0) : titleText() + 22;
}

// On the line of what stands in the corner.
int ChartPlot::firstTitleBottom() const
{
    return m_head > 0 ? (m_head + titleText()) / 2 : plotRect(0).top() - 11;
}

void ChartPlot::setHead(int height)
{
    if (height == m_head)
        return;
    m_head = height;
    restyle();
}

// Wider for longer texts; back only with other series, so that the plot does not come and go.
void ChartPlot::fitEnds()
{
    const int needed = (endsWidth(m_content) + kMarginStep - 1) / kMarginStep * kMarginStep;
    m_endMargin = std::max({m_endMargin, kRightMargin, needed});
    for (std::size_t i = 0; i < m_rects.size(); ++i) {
        const bool last = i + 1 == m_rects.size();
        m_rects[i].axes->setMargins({0, titleHeight(i == 0), m_endMargin, last ? bottomHeight() : 0});
    }
}

void ChartPlot::setContent(const ChartContent &content)
{
    const bool rebuild = m_rects.empty() || !sameStructure(content, m_content);
    m_content = content;
    if (rebuild)
        build();
    for (std::size_t i = 0; i < m_rects.size(); ++i)
        fill(m_rects[i], m_content.rects.at(qsizetype(i)));
    fitEnds();
    setScales();
}

void ChartPlot::build()
{
    clearPlottables();
    plotLayout()->clear();
    m_rects.clear();
    m_endMargin = 0;
    const qsizetype count = m_content.rects.size();
    for (qsizetype i = 0; i < count; ++i) {
        Rect rect;
        rect.axes = new QCPAxisRect(this); // the layout owns it
        plotLayout()->addElement(int(i), 0, rect.axes);
        rect.axes->setAutoMargins(QCP::msLeft);
        rect.axes->setMarginGroup(QCP::msLeft, m_left);
        QCPAxis &x = *rect.axes->axis(QCPAxis::atBottom);
        QCPAxis &y = *rect.axes->axis(QCPAxis::atLeft);
        x.grid()->setVisible(false);
        x.setTickLengthIn(0);
        x.setSubTicks(false);
        x.setTicks(i + 1 == count);
        x.setTickLabels(i + 1 == count);
        y.grid()->setZeroLinePen(Qt::NoPen);
        y.setTickLength(0);
        y.setTickPen(Qt::NoPen); // one without length would be a dot
        y.setSubTicks(false);
        y.setBasePen(Qt::NoPen);
        y.setTickLabelPadding(kTickPadding);
        for (const ChartSeries &series : m_content.rects.at(i).series)
            rect.plottables.push_back(newPlottable(series, *rect.axes));
        m_rects.push_back(std::move(rect));
    }
    for (std::size_t i = 0; i < m_rects.size(); ++i) {
        const ChartRect &from = m_content.rects.at(qsizetype(i));
        for (qsizetype s = 0; s < from.series.size(); ++s) {
            const int to = from.series.at(s).fillTo;
            auto *graph = qobject_cast<QCPGraph *>(m_rects[i].plottables[std::size_t(s)]);
            if (graph && to >= 0 && to < int(from.series.size()))
                graph->setChannelFillGraph(qobject_cast<QCPGraph *>(m_rects[i].plottables[std::size_t(to)]));
        }
    }
    restyle();
}

QCPAbstractPlottable *ChartPlot::newPlottable(const ChartSeries &series, QCPAxisRect &axes)
{
    QCPAxis *x = axes.axis(QCPAxis::atBottom);
    QCPAxis *y = axes.axis(QCPAxis::atLeft);
    if (series.shape == ChartSeries::Shape::Bars) {
        auto *bars = new QCPBars(x, y);
        bars->setWidthType(QCPBars::wtPlotCoords);
        bars->setAntialiased(false);
        return bars;
    }
    return new QCPGraph(x, y);
}

void ChartPlot::restyle()
{
    const QPalette &inks = palette();
    setBackground(colour(Ink::Card, inks));
    const QFont caption = fontOf(TextRole::Caption);
    for (std::size_t i = 0; i < m_rects.size(); ++i) {
        const Rect &rect = m_rects[i];
        QCPAxis &x = *rect.axes->axis(QCPAxis::atBottom);
        QCPAxis &y = *rect.axes->axis(QCPAxis::atLeft);
        for (QCPAxis *axis : {&x, &y}) {
            axis->setTickLabelFont(caption);
            axis->setTickLabelColor(colour(Ink::Text2, inks));
        }
        y.grid()->setPen(colour(Ink::Grid, inks));
        x.setBasePen(Qt::NoPen); // see ChartNotes
        x.setTickPen(colour(Ink::Border, inks));
        x.setTickLengthOut(kTickLength);
        x.setTickLabelPadding(2);
        rect.axes->setMinimumMargins({kLeftMargin, 0, 0, 0});
        const ChartRect &from = m_content.rects.at(qsizetype(i));
        for (std::size_t s = 0; s < rect.plottables.size(); ++s) {
            const ChartSeries &series = from.series.at(qsizetype(s));
            const QColor ink = colour(series.ink, inks);
            QCPAbstractPlottable &plottable = *rect.plottables[s];
            if (series.shape == ChartSeries::Shape::Bars) {
                plottable.setPen(Qt::NoPen);
                plottable.setBrush(ink);
                continue;
            }
            QPen pen(ink, series.width);
            pen.setJoinStyle(Qt::RoundJoin);
            if (series.shape == ChartSeries::Shape::Dashed)
                pen.setDashPattern({3, 2});
            plottable.setPen(pen);
            plottable.setBrush(series.fillTo == ChartSeries::kNoFill ? QBrush(Qt::NoBrush)
                                                                     : QBrush(soft(ink, series.fillShare)));
        }
    }
    fitEnds();
    setHeights();
}

QVector<QCPGraphData> ChartPlot::graphData(const ChartRect &rect, const ChartSeries &series)
{
    QVector<QCPGraphData> data;
    const qsizetype count = std::min(rect.timesMs.size(), series.values.size());
    data.reserve(count);
    for (qsizetype i = 0; i < count; ++i)
        data.append({double(rect.timesMs.at(i)), series.values.at(i)});
    return data;
}

void ChartPlot::fill(Rect &rect, const ChartRect &from)
{
    const bool drawn = from.note.isEmpty() && !m_content.empty;
    for (std::size_t s = 0; s < rect.plottables.size(); ++s) {
        const ChartSeries &series = from.series.at(qsizetype(s));
        rect.plottables[s]->setVisible(drawn);
        if (auto *graph = qobject_cast<QCPGraph *>(rect.plottables[s])) {
            graph->data()->set(graphData(from, series), true);
            continue;
        }
        auto *bars = qobject_cast<QCPBars *>(rect.plottables[s]);
        bars->setWidth(from.periodMs * kBarShare);
        QVector<QCPBarsData> heights;
        const qsizetype count = std::min(from.timesMs.size(), series.values.size());
        for (qsizetype i = 0; i < count; ++i) {
            if (!std::isnan(series.values.at(i)))
                heights.append({double(from.timesMs.at(i)), series.values.at(i)});
        }
        bars->data()->set(heights, true);
    }
}

void ChartPlot::setScales()
{
    for (std::size_t i = 0; i < m_rects.size(); ++i) {
        const ChartRect &from = m_content.rects.at(qsizetype(i));
        const bool drawn = from.note.isEmpty() && !m_content.empty;
        QCPAxis &x = *m_rects[i].axes->axis(QCPAxis::atBottom);
        QCPAxis &y = *m_rects[i].axes->axis(QCPAxis::atLeft);
        ChartRect fitting = from;
        fitting.mostTicks = std::min(from.mostTicks, ticksFor(int(m_unit * from.stretch)));
        const ChartScale scale = valueScale(fitting);
        const QSharedPointer<QCPAxisTickerText> values(new QCPAxisTickerText);
        if (drawn) {
            for (const ChartTick &tick : scale.ticks)
                values->addTick(tick.at, tick.text);
            y.setRange(scale.least, scale.most);
        } else { // a grid that means nothing yet
            y.setRange(0, from.mostTicks - 1);
            for (int tick = 0; tick < from.mostTicks; ++tick)
                values->addTick(tick, QString());
        }
        y.setTicker(values);
        x.setRange(double(m_content.startMs), double(m_content.endMs));
        if (i + 1 < m_rects.size())
            continue;
        const int most = std::max(2, (width() - kLeftMargin - m_endMargin) / kRoomPerTick);
        const QSharedPointer<QCPAxisTickerText> times(new QCPAxisTickerText);
        for (const ChartTick &tick : m_content.relative
                                         ? backwardTicks(m_content.startMs, m_content.endMs, most)
                                         : timeTicks(m_content.startMs, m_content.endMs, most))
            times->addTick(tick.at, tick.text);
        x.setTicker(times);
    }
}

// Without margins, heights are as the rects' stretches.
void ChartPlot::setHeights()
{
    if (m_rects.empty())
        return;
    int margins = bottomHeight();
    int stretches = 0;
    for (std::size_t i = 0; i < m_rects.size(); ++i) {
        margins += titleHeight(i == 0);
        stretches += m_content.rects.at(qsizetype(i)).stretch;
    }
    m_unit = std::max(1.0, double(height() - margins) / stretches);
    QList<double> factors;
    for (std::size_t i = 0; i < m_rects.size(); ++i) {
        const bool last = i + 1 == m_rects.size();
        factors.append(m_unit * m_content.rects.at(qsizetype(i)).stretch + titleHeight(i == 0) +
                       (last ? bottomHeight() : 0));
    }
    plotLayout()->setRowStretchFactors(factors);
}

void ChartPlot::resizeEvent(QResizeEvent *event)
{
    setHeights();
    setScales();
    QCustomPlot::resizeEvent(event);
}

void ChartPlot::changeEvent(QEvent *event)
{
    QCustomPlot::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange)
        return;
    restyle();
    replot(rpQueuedRefresh);
}

QRect ChartPlot::plotRect(int rect) const
{
    return m_rects.at(std::size_t(rect)).axes->rect();
}

double ChartPlot::xOf(double ms) const
{
    return m_rects.empty() ? 0 : m_rects.front().axes->axis(QCPAxis::atBottom)->coordToPixel(ms);
}

double ChartPlot::yOf(int rect, double value) const
{
    return m_rects.at(std::size_t(rect)).axes->axis(QCPAxis::atLeft)->coordToPixel(value);
}

double ChartPlot::msAt(double x) const
{
    return m_rects.empty() ? 0 : m_rects.front().axes->axis(QCPAxis::atBottom)->pixelToCoord(x);
}

int ChartPlot::markHeight() const
{
    return m_rects.empty() ? 0 : plotRect(0).top() - 3;
}

} // namespace ui::widgets
