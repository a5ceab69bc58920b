// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tray_icon.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace ui::shell {

namespace {

constexpr double kGrid = 16;
constexpr double kStroke = 1.8;
constexpr QRgb kWarn = 0xFFE0A100;
constexpr QRgb kError = 0xFFD0342C;

void paintFork(QPainter &painter, const QColor &ink)
{
    QPainterPath path;
    path.moveTo(1, 8);
    path.lineTo(5, 8);
    path.moveTo(6, 6.8);
    path.cubicTo(8.2, 3.4, 9.4, 3.2, 11, 3.2);
    path.lineTo(15, 3.2);
    path.moveTo(6, 9.2);
    path.cubicTo(8.2, 12.6, 9.4, 12.8, 11, 12.8);
    path.lineTo(15, 12.8);
    painter.setPen(QPen(ink, kStroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawEllipse(QPointF(5.6, 8), 2.7, 2.7);
}

// Cut out of what is below, so that it is told apart at 16 pixels too.
void cutOut(QPainter &painter, const QPainterPath &shape)
{
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    painter.setPen(QPen(Qt::black, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::black);
    painter.drawPath(shape);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
}

void paintBadge(QPainter &painter, models::RelayState state, const QColor &ink)
{
    QPainterPath shape;
    if (state == models::RelayState::Attention) {
        shape.addPolygon(QPolygonF({{11.6, 7.4}, {15.8, 15.4}, {7.4, 15.4}, {11.6, 7.4}}));
        cutOut(painter, shape);
        painter.setPen(QPen(QColor::fromRgb(kWarn), 0.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(QColor::fromRgb(kWarn));
        painter.drawPath(shape);
        painter.setPen(QPen(QColor(0x17, 0x19, 0x1D), 1.1, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(11.6, 10.4), QPointF(11.6, 12.4));
        painter.drawPoint(QPointF(11.6, 14.1));
    } else if (state == models::RelayState::Error) {
        shape.addEllipse(QPointF(11.6, 11.6), 4, 4);
        cutOut(painter, shape);
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor::fromRgb(kError));
        painter.drawPath(shape);
        painter.setPen(QPen(Qt::white, 1.3, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(10.2, 10.2), QPointF(13, 13));
        painter.drawLine(QPointF(13, 10.2), QPointF(10.2, 13));
    } else if (state == models::RelayState::Paused) {
        shape.addRect(QRectF(9, 8, 6.4, 7.4));
        cutOut(painter, shape);
        painter.setPen(QPen(ink, 2, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(10.6, 8.8), QPointF(10.6, 15));
        painter.drawLine(QPointF(13.8, 8.8), QPointF(13.8, 15));
    }
}

} // namespace

QIcon trayIcon(models::RelayState state, bool dark)
{
    const QColor ink = dark ? Qt::white : QColor(0x1A, 0x1E, 0x24);
    const QColor faint = dark ? QColor(0x9A, 0xA3, 0xAE) : QColor(0x6B, 0x74, 0x7F);
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(size / kGrid, size / kGrid);
        paintFork(painter, state == models::RelayState::Paused ? faint : ink);
        paintBadge(painter, state, ink);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace ui::shell
