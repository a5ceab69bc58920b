// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/glyph.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

#include <cmath>
#include <numbers>

namespace ui::widgets {

namespace {

constexpr double kGrid = 20;
constexpr double kStroke = 1.5;
constexpr double kLeastLine = 1.2; // pixels of the screen

// Paths on the grid. `fill`: painted whole instead of along its line.
struct Shape
{
    QPainterPath line;
    QPainterPath fill;
};

void polyline(QPainterPath &path, std::initializer_list<QPointF> points)
{
    auto point = points.begin();
    path.moveTo(*point);
    for (++point; point != points.end(); ++point)
        path.lineTo(*point);
}

void circle(QPainterPath &path, double x, double y, double radius)
{
    path.addEllipse(QPointF(x, y), radius, radius);
}

Shape overview()
{
    Shape shape;
    polyline(shape.line, {{2.5, 10.5}, {6, 10.5}, {8.2, 4.5}, {11.8, 15.5}, {14, 10.5}, {17.5, 10.5}});
    return shape;
}

Shape channels()
{
    Shape shape;
    circle(shape.line, 4.5, 10, 2);
    circle(shape.line, 15, 4.8, 2);
    circle(shape.line, 15, 15.2, 2);
    polyline(shape.line, {{6.3, 9.1}, {13.2, 5.7}});
    polyline(shape.line, {{6.3, 10.9}, {13.2, 14.3}});
    return shape;
}

Shape tokens()
{
    Shape shape;
    circle(shape.line, 6.5, 13.5, 3.6);
    polyline(shape.line, {{9.2, 10.8}, {16.8, 3.2}});
    polyline(shape.line, {{14, 6}, {16.2, 8.2}});
    return shape;
}

Shape requests()
{
    Shape shape;
    for (const double y : {5.0, 10.0, 15.0}) {
        polyline(shape.line, {{7, y}, {17, y}});
        circle(shape.fill, 3.6, y, 1);
    }
    return shape;
}

Shape optimizations()
{
    Shape shape;
    const double knobs[] = {12.5, 6.5, 11};
    double y = 4.8;
    for (const double x : knobs) {
        polyline(shape.line, {{2.5, y}, {x - 1.8, y}});
        circle(shape.line, x, y, 1.8);
        polyline(shape.line, {{x + 1.8, y}, {17.5, y}});
        y += 5.2;
    }
    return shape;
}

Shape database()
{
    Shape shape;
    shape.line.addEllipse(QRectF(4, 2.8, 12, 4.4));
    for (const double y : {10.0, 15.0}) {
        shape.line.moveTo(4, y);
        shape.line.cubicTo(4, y + 2.9, 16, y + 2.9, 16, y);
    }
    polyline(shape.line, {{4, 5}, {4, 15}});
    polyline(shape.line, {{16, 5}, {16, 15}});
    return shape;
}

Shape profiling()
{
    Shape shape;
    shape.line.addRoundedRect(QRectF(7.5, 3.5, 4, 3.6), 1, 1);
    shape.line.addRoundedRect(QRectF(4.5, 8.2, 9, 3.6), 1, 1);
    shape.line.addRoundedRect(QRectF(2.5, 12.9, 15, 3.6), 1, 1);
    return shape;
}

Shape diagnose()
{
    Shape shape;
    shape.line.addRoundedRect(QRectF(4, 4, 12, 13.2), 2, 2);
    shape.line.addRoundedRect(QRectF(7.2, 2.4, 5.6, 3.2), 1, 1);
    polyline(shape.line, {{7.2, 11.4}, {9.3, 13.5}, {12.9, 9.4}});
    return shape;
}

Shape settings()
{
    Shape shape;
    circle(shape.line, 10, 10, 2.4);
    constexpr int kTeeth = 8;
    for (int i = 0; i < kTeeth; ++i) {
        const double turn = i * 2 * std::numbers::pi / kTeeth;
        const QPointF out(std::cos(turn), std::sin(turn));
        polyline(shape.line, {QPointF(10, 10) + out * 5.6, QPointF(10, 10) + out * 7.8});
    }
    circle(shape.line, 10, 10, 5.6);
    return shape;
}

Shape eye(bool off)
{
    Shape shape;
    shape.line.moveTo(2.2, 10);
    shape.line.cubicTo(5, 5, 15, 5, 17.8, 10);
    shape.line.cubicTo(15, 15, 5, 15, 2.2, 10);
    circle(shape.line, 10, 10, 2.4);
    if (off)
        polyline(shape.line, {{4, 16}, {16, 4}});
    return shape;
}

Shape undo()
{
    Shape shape;
    polyline(shape.line, {{6.2, 4.2}, {3, 7.4}, {6.2, 10.6}});
    shape.line.moveTo(3, 7.4);
    shape.line.lineTo(12.2, 7.4);
    shape.line.cubicTo(18.4, 7.4, 18.4, 15.6, 12.2, 15.6);
    shape.line.lineTo(8, 15.6);
    return shape;
}

Shape flask()
{
    Shape shape;
    polyline(shape.line, {{7.4, 2.8}, {12.6, 2.8}});
    polyline(shape.line, {{8.4, 2.8}, {8.4, 8}, {4.2, 15.2}});
    polyline(shape.line, {{11.6, 2.8}, {11.6, 8}, {15.8, 15.2}});
    shape.line.moveTo(4.2, 15.2);
    shape.line.cubicTo(3.6, 16.6, 4.2, 17.2, 5.6, 17.2);
    shape.line.lineTo(14.4, 17.2);
    shape.line.cubicTo(15.8, 17.2, 16.4, 16.6, 15.8, 15.2);
    polyline(shape.line, {{6.4, 12.4}, {13.6, 12.4}});
    return shape;
}

Shape warning()
{
    Shape shape;
    polyline(shape.line, {{10, 3}, {17.8, 16.6}, {2.2, 16.6}, {10, 3}});
    shape.line.closeSubpath();
    polyline(shape.line, {{10, 8}, {10, 11.8}});
    circle(shape.fill, 10, 14.2, 0.95);
    return shape;
}

Shape round(char inside)
{
    Shape shape;
    circle(shape.line, 10, 10, 7);
    if (inside == 'i') {
        polyline(shape.line, {{10, 9.2}, {10, 13.6}});
        circle(shape.fill, 10, 6.4, 0.95);
    } else if (inside == 'c') {
        polyline(shape.line, {{10, 5.6}, {10, 10}, {13, 11.8}});
    } else if (inside == 'h') {
        shape.fill.moveTo(10, 3);
        shape.fill.arcTo(QRectF(3, 3, 14, 14), 90, -180);
        shape.fill.closeSubpath();
    }
    return shape;
}

Shape trash()
{
    Shape shape;
    polyline(shape.line, {{3.4, 5.2}, {16.6, 5.2}});
    polyline(shape.line, {{7.4, 5.2}, {7.4, 3}, {12.6, 3}, {12.6, 5.2}});
    polyline(shape.line, {{5, 5.2}, {5.8, 17}, {14.2, 17}, {15, 5.2}});
    polyline(shape.line, {{8.4, 8.4}, {8.4, 13.8}});
    polyline(shape.line, {{11.6, 8.4}, {11.6, 13.8}});
    return shape;
}

Shape refresh()
{
    Shape shape;
    shape.line.arcMoveTo(QRectF(3.6, 3.6, 12.8, 12.8), 35);
    shape.line.arcTo(QRectF(3.6, 3.6, 12.8, 12.8), 35, 290);
    polyline(shape.line, {{15.6, 2.6}, {15.4, 6.6}, {11.4, 6.4}});
    return shape;
}

Shape bell()
{
    Shape shape;
    shape.line.moveTo(4, 14.4);
    shape.line.cubicTo(6.4, 12, 4.4, 4, 10, 3.6);
    shape.line.cubicTo(15.6, 4, 13.6, 12, 16, 14.4);
    shape.line.closeSubpath();
    shape.line.moveTo(8.4, 16.8);
    shape.line.cubicTo(9, 17.6, 11, 17.6, 11.6, 16.8);
    return shape;
}

Shape shield()
{
    Shape shape;
    shape.line.moveTo(10, 2.6);
    shape.line.cubicTo(12, 4.4, 14.4, 4.9, 16.4, 5);
    shape.line.cubicTo(16.6, 11, 14.6, 15.2, 10, 17.4);
    shape.line.cubicTo(5.4, 15.2, 3.4, 11, 3.6, 5);
    shape.line.cubicTo(5.6, 4.9, 8, 4.4, 10, 2.6);
    return shape;
}

Shape dots(bool grip)
{
    Shape shape;
    if (grip) {
        for (const double x : {7.4, 12.6}) {
            for (const double y : {5.0, 10.0, 15.0})
                circle(shape.fill, x, y, 1.1);
        }
    } else {
        for (const double x : {4.5, 10.0, 15.5})
            circle(shape.fill, x, 10, 1.3);
    }
    return shape;
}

Shape loadArrow(bool down)
{
    Shape shape;
    polyline(shape.line, {{10, 3}, {10, 12.6}});
    if (down)
        polyline(shape.line, {{6, 8.8}, {10, 12.8}, {14, 8.8}});
    else
        polyline(shape.line, {{6, 6.8}, {10, 2.8}, {14, 6.8}});
    polyline(shape.line, {{3.4, 13}, {3.4, 16.6}, {16.6, 16.6}, {16.6, 13}});
    return shape;
}

Shape lines(std::initializer_list<QPointF> points)
{
    Shape shape;
    polyline(shape.line, points);
    return shape;
}

Shape solid(char kind)
{
    Shape shape;
    if (kind == 'o') {
        circle(shape.fill, 10, 10, 4.5);
    } else if (kind == 'd') {
        polyline(shape.fill, {{10, 4.6}, {15.4, 10}, {10, 15.4}, {4.6, 10}});
        shape.fill.closeSubpath();
    }
    return shape;
}

Shape copy()
{
    Shape shape;
    shape.line.addRoundedRect(QRectF(7, 7, 10, 10), 1.8, 1.8);
    polyline(shape.line, {{13, 7}, {13, 4.6}});
    shape.line.moveTo(13, 4.8);
    shape.line.quadTo(13, 3, 11.2, 3);
    shape.line.lineTo(4.8, 3);
    shape.line.quadTo(3, 3, 3, 4.8);
    shape.line.lineTo(3, 11.2);
    shape.line.quadTo(3, 13, 4.8, 13);
    shape.line.lineTo(7, 13);
    return shape;
}

Shape folder()
{
    return lines({{2.8, 16}, {2.8, 4.2}, {8, 4.2}, {9.8, 6.4}, {17.2, 6.4}, {17.2, 16}, {2.8, 16}});
}

Shape link()
{
    Shape shape;
    polyline(shape.line, {{11.2, 3.6}, {16.4, 3.6}, {16.4, 8.8}});
    polyline(shape.line, {{16.4, 3.6}, {9, 11}});
    polyline(shape.line, {{13.6, 11.6}, {13.6, 16.4}, {3.6, 16.4}, {3.6, 6.4}, {8.4, 6.4}});
    return shape;
}

Shape lock()
{
    Shape shape;
    shape.line.addRoundedRect(QRectF(4.4, 9, 11.2, 8), 1.6, 1.6);
    shape.line.moveTo(6.8, 9);
    shape.line.lineTo(6.8, 6.4);
    shape.line.cubicTo(6.8, 1.8, 13.2, 1.8, 13.2, 6.4);
    shape.line.lineTo(13.2, 9);
    return shape;
}

// One case for each glyph: NOLINTNEXTLINE(readability-function-size)
Shape shapeOf(Glyph glyph)
{
    Shape shape;
    switch (glyph) {
    case Glyph::Overview:
        return overview();
    case Glyph::Channels:
        return channels();
    case Glyph::Tokens:
        return tokens();
    case Glyph::Requests:
        return requests();
    case Glyph::Optimizations:
        return optimizations();
    case Glyph::Database:
        return database();
    case Glyph::Profiling:
        return profiling();
    case Glyph::Diagnose:
        return diagnose();
    case Glyph::Settings:
        return settings();
    case Glyph::Copy:
        return copy();
    case Glyph::Eye:
        return eye(false);
    case Glyph::EyeOff:
        return eye(true);
    case Glyph::Play:
        return lines({{6, 3.8}, {15.6, 10}, {6, 16.2}, {6, 3.8}});
    case Glyph::Pause:
        polyline(shape.line, {{7, 4.6}, {7, 15.4}});
        polyline(shape.line, {{13, 4.6}, {13, 15.4}});
        return shape;
    case Glyph::Stop:
        shape.line.addRoundedRect(QRectF(4.8, 4.8, 10.4, 10.4), 1.4, 1.4);
        return shape;
    case Glyph::Plus:
        polyline(shape.line, {{10, 3.6}, {10, 16.4}});
        polyline(shape.line, {{3.6, 10}, {16.4, 10}});
        return shape;
    case Glyph::Minus:
        return lines({{3.6, 10}, {16.4, 10}});
    case Glyph::Close:
        polyline(shape.line, {{4.8, 4.8}, {15.2, 15.2}});
        polyline(shape.line, {{15.2, 4.8}, {4.8, 15.2}});
        return shape;
    case Glyph::Undo:
        return undo();
    case Glyph::Search:
        circle(shape.line, 8.6, 8.6, 5.2);
        polyline(shape.line, {{12.6, 12.6}, {17, 17}});
        return shape;
    case Glyph::Flask:
        return flask();
    case Glyph::Check:
        return lines({{3.6, 10.6}, {8, 15}, {16.4, 5.2}});
    case Glyph::Warning:
        return warning();
    case Glyph::Info:
        return round('i');
    case Glyph::Clock:
        return round('c');
    case Glyph::Half:
        return round('h');
    case Glyph::Ring:
        circle(shape.line, 10, 10, 5);
        return shape;
    case Glyph::Dot:
        return solid('o');
    case Glyph::Diamond:
        return solid('d');
    case Glyph::Trash:
        return trash();
    case Glyph::Refresh:
        return refresh();
    case Glyph::Bell:
        return bell();
    case Glyph::Shield:
        return shield();
    case Glyph::More:
        return dots(false);
    case Glyph::Grip:
        return dots(true);
    case Glyph::ArrowRight:
        polyline(shape.line, {{3, 10}, {17, 10}});
        polyline(shape.line, {{12, 5}, {17, 10}, {12, 15}});
        return shape;
    case Glyph::ChevronDown:
        return lines({{5, 7.6}, {10, 12.6}, {15, 7.6}});
    case Glyph::ChevronUp:
        return lines({{5, 12.6}, {10, 7.6}, {15, 12.6}});
    case Glyph::ChevronRight:
        return lines({{7.6, 5}, {12.6, 10}, {7.6, 15}});
    case Glyph::ChevronLeft:
        return lines({{12.6, 5}, {7.6, 10}, {12.6, 15}});
    case Glyph::Download:
        return loadArrow(true);
    case Glyph::Upload:
        return loadArrow(false);
    case Glyph::Folder:
        return folder();
    case Glyph::Link:
        return link();
    case Glyph::Lock:
        return lock();
    }
    return shape;
}

class GlyphEngine final : public QIconEngine
{
public:
    GlyphEngine(Glyph glyph, std::optional<Ink> ink)
        : m_glyph(glyph)
        , m_ink(ink)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QApplication::palette();
        Ink ink = m_ink.value_or(Ink::Text);
        if (mode == QIcon::Disabled)
            ink = Ink::Disabled;
        paintGlyph(*painter, m_glyph, QRectF(rect), widgets::colour(ink, palette));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new GlyphEngine(m_glyph, m_ink); }

private:
    const Glyph m_glyph;
    const std::optional<Ink> m_ink;
};

} // namespace

void paintGlyph(QPainter &painter, Glyph glyph, const QRectF &box, const QColor &colour)
{
    const Shape shape = shapeOf(glyph);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.topLeft());
    painter.scale(box.width() / kGrid, box.height() / kGrid);
    // A line gets thinner with the picture, but stays legible.
    const double stroke = std::max(kStroke, kLeastLine * kGrid / box.width());
    painter.setPen(QPen(colour, stroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(shape.line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPath(shape.fill);
    painter.restore();
}

QIcon icon(Glyph glyph, std::optional<Ink> ink)
{
    return QIcon(new GlyphEngine(glyph, ink)); // QIcon owns its engine
}

} // namespace ui::widgets
