// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/time_chart.h"

#include "ui/widgets/chart_hover.h"
#include "ui/widgets/chart_notes.h"
#include "ui/widgets/chart_plot.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QFontInfo>
#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <chrono>

namespace ui::widgets {

namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 1000ms;
constexpr int kFewValues = 10; // a page of the keyboard

QString said(const ChartContent &content)
{
    QStringList words;
    for (const ChartRect &rect : content.rects) {
        QStringList values;
        for (const ChartSeries &series : rect.series) {
            if (series.atEnd && rect.note.isEmpty() && !content.empty)
                values << series.name % u' ' %
                              seriesText(rect, series.now.value_or(lastKnown(series.values)));
        }
        words << rect.title % QStringLiteral(": ") %
                     (rect.note.isEmpty() ? values.join(QStringLiteral(", ")) : rect.note);
    }
    return words.join(QStringLiteral("; "));
}

} // namespace

TimeChart::TimeChart(const QString &accessibleName, QWidget *parent)
    : QWidget(parent)
    , Accessible(QAccessible::Chart)
{
    setAccessibleName(accessibleName);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_plot = new ChartPlot(this);
    m_hover = new ChartHover(*m_plot, this);
    connect(m_plot, &QCustomPlot::afterReplot, this, [this] { // where things are is known now
        m_hover->refresh();
        placeNote();
    });
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &TimeChart::replot);
}

TimeChart::~TimeChart() = default;

QSize TimeChart::minimumSizeHint() const
{
    constexpr int kBeside = 16;
    const int rects = std::max(1, int(m_content.rects.size()));
    int wide = 260;
    if (m_corner && !m_content.rects.isEmpty()) // and the first title beside it
        wide = std::max(
            wide, QFontMetrics(fontOf(TextRole::CardTitle)).horizontalAdvance(m_content.rects.front().title) +
                      kBeside + m_corner->sizeHint().width());
    return {wide, scaled(90 + 70 * rects)};
}

void TimeChart::setContent(const ChartContent &content)
{
    if (content == m_content && m_since.isValid())
        return;
    const bool another = !m_since.isValid() || !sameStructure(content, m_content) ||
                         content.empty != m_content.empty ||
                         content.endMs - content.startMs != m_content.endMs - m_content.startMs;
    m_content = content;
    const auto passed = another ? kInterval : std::chrono::milliseconds(m_since.elapsed());
    if (passed >= kInterval)
        replot();
    else if (!m_later.isActive())
        m_later.start(kInterval - passed);
}

void TimeChart::setEmptyNote(QWidget *note)
{
    delete m_note;
    m_note = note;
    m_note->setParent(this);
    m_note->setAutoFillBackground(true);
    m_note->setBackgroundRole(QPalette::Base);
    placeNote();
}

void TimeChart::setCorner(const QWidget *corner)
{
    m_corner = corner;
}

void TimeChart::replot()
{
    m_later.stop();
    m_since.start();
    ++m_replots;
    m_plot->setHead(m_corner ? m_corner->sizeHint().height() : 0);
    m_plot->setContent(m_content);
    m_plot->replot(QCustomPlot::rpQueuedRefresh);
    setAccessibleDescription(said(m_content));
    updateGeometry();
}

void TimeChart::placeNote()
{
    if (!m_note)
        return;
    m_note->setVisible(m_content.empty && !m_content.rects.isEmpty());
    if (!m_note->isVisibleTo(this))
        return;
    const QRect box = m_plot->plotRect(0);
    const QSize size = m_note->sizeHint().boundedTo({box.width(), height()});
    QRect place(QPoint(), size);
    place.moveCenter(box.center());
    m_note->setGeometry(place);
    m_note->raise();
}

std::optional<std::int64_t> TimeChart::hoveredMs() const
{
    return m_hover->atMs();
}

QStringList TimeChart::hoverLines() const
{
    return m_hover->lines();
}

bool TimeChart::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::ScreenChangeInternal:
    case QEvent::Show:
        if (m_plot->bufferDevicePixelRatio() != devicePixelRatioF()) {
            m_plot->setBufferDevicePixelRatio(devicePixelRatioF());
            m_plot->replot(QCustomPlot::rpQueuedRefresh);
        }
        break;
    default:
        break;
    }
    return QWidget::event(event);
}

void TimeChart::resizeEvent(QResizeEvent *)
{
    m_plot->setGeometry(rect());
    m_hover->setGeometry(rect());
}

void TimeChart::mouseMoveEvent(QMouseEvent *event)
{
    m_hover->moveTo(event->position().x());
}

void TimeChart::leaveEvent(QEvent *)
{
    m_hover->clear();
}

void TimeChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return m_hover->step(event->modifiers() & Qt::ControlModifier ? -kFewValues : -1);
    case Qt::Key_Right:
        return m_hover->step(event->modifiers() & Qt::ControlModifier ? kFewValues : 1);
    case Qt::Key_Home:
        return m_hover->toEnd(false);
    case Qt::Key_End:
        return m_hover->toEnd(true);
    case Qt::Key_Escape:
        if (m_hover->atMs())
            return m_hover->clear();
        [[fallthrough]];
    default:
        QWidget::keyPressEvent(event);
    }
}

void TimeChart::focusInEvent(QFocusEvent *event)
{
    m_hover->refresh();
    QWidget::focusInEvent(event);
}

void TimeChart::focusOutEvent(QFocusEvent *event)
{
    m_hover->clear();
    m_hover->refresh();
    QWidget::focusOutEvent(event);
}

} // namespace ui::widgets
