// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/flame_graph.h"

#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace ui::widgets {

namespace {

using models::CodeOrigin;

constexpr double kLeastWidth = 0.5; // narrower boxes are not to be seen
constexpr double kLeastText = 28;
constexpr double kGap = 1;
constexpr int kTextMargin = 5;

} // namespace

FlameGraph::FlameGraph(QWidget *parent)
    : QAbstractScrollArea(parent)
    , Accessible(QAccessible::Chart)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Flame graph"));
}

void FlameGraph::set(models::FlameTree tree, ValueText text)
{
    m_tree = std::move(tree);
    m_text = std::move(text);
    m_matches = m_tree.matching(m_pattern);
    m_zoom = 0;
    m_current = 0;
    m_hovered = -1;
    arrange();
    if (m_growth == Growth::Up)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    emit zoomChanged(0);
}

void FlameGraph::setGrowth(Growth growth)
{
    m_growth = growth;
    arrange();
    verticalScrollBar()->setValue(growth == Growth::Up ? verticalScrollBar()->maximum() : 0);
}

void FlameGraph::search(const QString &pattern)
{
    m_pattern = pattern.trimmed();
    m_matches = m_tree.matching(m_pattern);
    viewport()->update();
}

double FlameGraph::matched() const
{
    return m_tree.total() <= 0 ? 0 : double(m_matches.total) / double(m_tree.total());
}

void FlameGraph::zoomTo(int node)
{
    if (node < 0 || node >= m_tree.count() || node == m_zoom)
        return;
    m_zoom = node;
    m_hovered = -1;
    point(node, true);
    viewport()->update();
    emit zoomChanged(node);
}

int FlameGraph::rowHeight() const
{
    return fontMetrics().height() + 6;
}

int FlameGraph::topOf(int depth) const
{
    const int down = depth * rowHeight();
    const int whole = m_tree.depth() * rowHeight();
    const int top =
        m_growth == Growth::Down ? down : std::max(whole, viewport()->height()) - down - rowHeight();
    return top - verticalScrollBar()->value();
}

bool FlameGraph::isCaller(int node) const
{
    return node < m_zoom && m_tree.at(node).end > m_zoom;
}

bool FlameGraph::isShown(int node) const
{
    return isCaller(node) || (node >= m_zoom && node < m_tree.at(m_zoom).end);
}

FlameGraph::Span FlameGraph::spanOf(int node) const
{
    const double width = viewport()->width();
    if (isCaller(node))
        return {0, width};
    const models::FlameTree::Node &zoom = m_tree.at(m_zoom);
    const double scale = zoom.total <= 0 ? 0 : width / double(zoom.total);
    return {double(m_tree.at(node).start - zoom.start) * scale, double(m_tree.at(node).total) * scale};
}

QRect FlameGraph::boxOf(int node) const
{
    if (m_tree.isEmpty() || !isShown(node))
        return {};
    const Span span = spanOf(node);
    return QRectF(span.left, topOf(m_tree.at(node).depth), span.width, rowHeight()).toAlignedRect();
}

int FlameGraph::nodeAt(const QPoint &point) const
{
    if (m_tree.isEmpty())
        return -1;
    int node = 0;
    while (node >= 0) {
        const int top = topOf(m_tree.at(node).depth);
        const Span span = spanOf(node);
        if (point.y() >= top && point.y() < top + rowHeight())
            return point.x() >= span.left && point.x() < span.left + span.width ? node : -1;
        int next = -1;
        for (int child = node + 1; child < m_tree.at(node).end; child = m_tree.at(child).end) {
            if (!isShown(child))
                continue;
            const Span below = spanOf(child);
            if (point.x() >= below.left && point.x() < below.left + below.width) {
                next = child;
                break;
            }
        }
        node = next;
    }
    return -1;
}

void FlameGraph::arrange()
{
    const int height = m_tree.depth() * rowHeight();
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(rowHeight());
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
    viewport()->update();
}

void FlameGraph::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    const bool atFoot = verticalScrollBar()->value() == verticalScrollBar()->maximum();
    arrange();
    if (m_growth == Growth::Up && atFoot)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void FlameGraph::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        arrange();
}

QColor FlameGraph::fillOf(models::CodeOrigin origin, int depth, const QPalette &palette)
{
    if (origin == CodeOrigin::Whole || origin == CodeOrigin::Thread)
        return colour(Ink::Sunken, palette);
    const Ink ink = origin == CodeOrigin::Ours ? Ink::P95
                    : origin == CodeOrigin::Qt ? Ink::Overhead
                                               : Ink::Requests;
    const double share = (isDark(palette) ? 0.30 : 0.20) + 0.05 * (depth % 3);
    return mixed(colour(Ink::Card, palette), colour(ink, palette), share);
}

QColor FlameGraph::fillOf(int node) const
{
    const QColor fill = fillOf(m_tree.at(node).origin, m_tree.at(node).depth, palette());
    const bool unmatched = !m_pattern.isEmpty() && !m_matches.nodes[std::size_t(node)];
    return unmatched ? mixed(colour(Ink::Card, palette()), fill, 0.35) : fill;
}

void FlameGraph::paintBox(QPainter &painter, int node, const QRectF &box) const
{
    const bool matches = !m_pattern.isEmpty() && m_matches.nodes[std::size_t(node)];
    const bool caller = isCaller(node);
    const QRectF inner = box.width() > 3 ? box.adjusted(0, 0, -kGap, -kGap) : box.adjusted(0, 0, 0, -kGap);
    painter.fillRect(inner, matches ? colour(Ink::WarnSoft, palette()) : fillOf(node));
    if (matches && box.width() > 3) {
        painter.setPen(colour(Ink::Warn, palette()));
        painter.drawRect(inner.adjusted(0.5, 0.5, -0.5, -0.5));
    }
    if (box.width() < kLeastText)
        return;
    const QRectF words = inner.adjusted(kTextMargin, 0, -kTextMargin, 0);
    const QString &name = m_tree.at(node).name;
    const bool dim = caller || (!m_pattern.isEmpty() && !matches);
    painter.setPen(colour(dim ? Ink::Text2 : Ink::Text, palette()));
    const QFontMetrics metrics = painter.fontMetrics();
    // A letter is a third as wide as the line is high at least: most names need not be measured.
    const bool fits = double(name.size()) * metrics.height() < words.width() ||
                      metrics.horizontalAdvance(name) <= words.width();
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     fits ? name : metrics.elidedText(name, Qt::ElideRight, int(words.width())));
}

void FlameGraph::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), colour(Ink::Card, palette()));
    if (m_tree.isEmpty())
        return;
    painter.setFont(font());
    const int height = rowHeight();
    for (int node = 0; node < m_tree.count();) {
        if (!isShown(node)) {
            // What lies left or right of what is looked at is passed over whole.
            node = m_tree.at(node).end;
            continue;
        }
        const Span span = spanOf(node);
        const bool beside =
            span.left > event->rect().right() + 1 || span.left + span.width < event->rect().left();
        if (span.width < kLeastWidth || beside) {
            node = m_tree.at(node).end;
            continue;
        }
        const int top = topOf(m_tree.at(node).depth);
        if (top + height >= event->rect().top() && top <= event->rect().bottom())
            paintBox(painter, node, QRectF(span.left, top, span.width, height));
        ++node;
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_hovered >= 0 && isShown(m_hovered)) {
        painter.setPen(colour(Ink::Mark, palette()));
        painter.drawRect(boxOf(m_hovered).adjusted(0, 0, -2, -2));
    }
    if (hasFocus() && isShown(m_current)) {
        painter.setPen(QPen(colour(Ink::Link, palette()), 2));
        painter.drawRect(boxOf(m_current).adjusted(1, 1, -2, -2));
    }
}

QString FlameGraph::describe(int node) const
{
    const models::FlameTree::Node &of = m_tree.at(node);
    const double percent = m_tree.total() <= 0 ? 0 : 100.0 * double(of.total) / double(m_tree.total());
    const auto text = [this](std::int64_t value) { return m_text ? m_text(value) : QString(); };
    return tr("%1\n%2 % of all · total %3 · self %4\n%5")
        .arg(of.name, QLocale().toString(percent, 'f', 2), text(of.total), text(of.self),
             models::originText(of.origin));
}

void FlameGraph::point(int node, bool show)
{
    m_current = node;
    if (show) {
        const int top = topOf(m_tree.at(node).depth) + verticalScrollBar()->value();
        const int least = top + rowHeight() - viewport()->height();
        const int value = std::clamp(verticalScrollBar()->value(), std::min(least, top), top);
        verticalScrollBar()->setValue(value);
    }
    setAccessibleDescription(describe(node));
    viewport()->update();
    emit pointedAt(node);
}

void FlameGraph::mouseMoveEvent(QMouseEvent *event)
{
    const int node = nodeAt(event->position().toPoint());
    if (node == m_hovered)
        return;
    const int before = std::exchange(m_hovered, node);
    for (const int changed : {before, node}) {
        if (changed >= 0)
            viewport()->update(boxOf(changed).adjusted(-2, -2, 2, 2));
    }
    viewport()->setCursor(node >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    emit pointedAt(node);
}

void FlameGraph::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int node = nodeAt(event->position().toPoint());
    if (node < 0)
        return;
    point(node, false);
    zoomTo(node);
}

int FlameGraph::stepped(int key) const
{
    const int parent = m_tree.at(m_current).parent;
    const int child = isCaller(m_current) ? -1 : m_tree.firstChild(m_current);
    const bool toCaller = key == (m_growth == Growth::Down ? Qt::Key_Up : Qt::Key_Down);
    const bool toCalled = key == (m_growth == Growth::Down ? Qt::Key_Down : Qt::Key_Up);
    if (toCaller)
        return parent < 0 ? m_current : parent;
    if (toCalled) {
        if (!isCaller(m_current))
            return child < 0 ? m_current : child;
        int below = m_zoom; // back along the way to what is looked at
        while (m_tree.at(below).parent != m_current)
            below = m_tree.at(below).parent;
        return below;
    }
    const bool alone = isCaller(m_current) || m_current == m_zoom;
    return alone ? m_current : m_tree.sibling(m_current, key == Qt::Key_Left ? -1 : 1);
}

void FlameGraph::keyPressEvent(QKeyEvent *event)
{
    if (m_tree.isEmpty()) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Left:
    case Qt::Key_Right:
        point(stepped(event->key()), true);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        zoomTo(m_current);
        return;
    case Qt::Key_Backspace:
        zoomTo(m_tree.at(m_zoom).parent);
        return;
    case Qt::Key_Home:
        zoomTo(0);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

bool FlameGraph::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int node = nodeAt(help->pos());
        if (node >= 0)
            QToolTip::showText(help->globalPos(), describe(node), viewport(), boxOf(node));
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::Leave && m_hovered >= 0) {
        m_hovered = -1;
        viewport()->update();
        emit pointedAt(-1);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace ui::widgets
