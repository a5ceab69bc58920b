// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/share_bar.h"

#include "ui/widgets/scaled.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <utility>

namespace ui::widgets {

namespace {

constexpr double kGap = 1;
constexpr double kLeast = 2;
constexpr int kSwatch = 10;

} // namespace

ShareBar::ShareBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ShareBar::setParts(std::vector<Part> parts)
{
    std::erase_if(parts, [](const Part &part) { return part.value <= 0; });
    if (parts == m_parts)
        return;
    m_parts = std::move(parts);
    update();
}

void ShareBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath whole;
    whole.addRoundedRect(rect(), height() / 2.0, height() / 2.0);
    painter.setClipPath(whole);
    painter.fillRect(rect(), colour(Ink::Line, palette()));
    double sum = 0;
    for (const Part &part : m_parts)
        sum += part.value;
    const double room = width() - kGap * double(std::max<std::size_t>(1, m_parts.size()) - 1);
    double spare = room - kLeast * double(m_parts.size());
    double left = 0;
    for (const Part &part : m_parts) {
        const double wide = kLeast + std::max(0.0, spare) * part.value / sum;
        painter.fillRect(QRectF(left, 0, wide, height()), colour(part.ink, palette()));
        left += wide;
        if (left < width())
            painter.fillRect(QRectF(left, 0, kGap, height()), colour(Ink::Card, palette()));
        left += kGap;
    }
}

ShareSwatch::ShareSwatch(Ink ink, bool filled, QWidget *parent)
    : QWidget(parent)
    , m_ink(ink)
    , m_filled(filled)
{
    setFixedSize(scaled(kSwatch), scaled(kSwatch));
}

void ShareSwatch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_filled ? QPen(Qt::NoPen) : QPen(colour(m_ink, palette()), 1));
    painter.setBrush(m_filled ? QBrush(colour(m_ink, palette())) : QBrush(Qt::NoBrush));
    const double edge = m_filled ? 0 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(edge, edge, -edge, -edge), 2, 2);
}

} // namespace ui::widgets
