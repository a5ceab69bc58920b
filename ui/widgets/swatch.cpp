// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/swatch.h"

#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ui::widgets {

namespace {

constexpr int kSquare = 10;
constexpr int kGap = 6;

} // namespace

Swatch::Swatch(Fill fill, const QString &word, QWidget *parent)
    : QWidget(parent)
    , m_fill(std::move(fill))
    , m_word(word)
{
    setFont(fontOf(TextRole::Secondary));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(word);
}

QSize Swatch::sizeHint() const
{
    return {kSquare + kGap + fontMetrics().horizontalAdvance(m_word) + 2,
            std::max(kSquare, fontMetrics().height())};
}

void Swatch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF square(0.5, std::floor((height() - kSquare) / 2.0) + 0.5, kSquare - 1, kSquare - 1);
    painter.setPen(colour(Ink::Border, palette()));
    painter.setBrush(m_fill(palette()));
    painter.drawRect(square);
    painter.setPen(colour(Ink::Text2, palette()));
    painter.drawText(rect().adjusted(kSquare + kGap, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, m_word);
}

} // namespace ui::widgets
