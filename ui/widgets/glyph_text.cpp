// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/glyph_text.h"

#include "ui/widgets/scaled.h"

#include <QPainter>

#include <algorithm>

namespace ui::widgets {

namespace {

constexpr int kGlyph = 12;
constexpr int kGap = 5;

} // namespace

GlyphText::GlyphText(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void GlyphText::set(std::optional<Glyph> glyph, Ink glyphInk, const QString &text, Ink textInk)
{
    if (glyph == m_glyph && glyphInk == m_glyphInk && text == m_text && textInk == m_textInk)
        return;
    m_glyph = glyph;
    m_glyphInk = glyphInk;
    m_text = text;
    m_textInk = textInk;
    setAccessibleName(text);
    updateGeometry();
    tell();
    update();
}

QSize GlyphText::sizeHint() const
{
    const int px = scaled(kGlyph);
    return {px + kGap + fontMetrics().horizontalAdvance(m_text) + 1, std::max(px, fontMetrics().height())};
}

QSize GlyphText::minimumSizeHint() const
{
    return {scaled(kGlyph) + kGap + fontMetrics().horizontalAdvance(QStringLiteral("…")),
            sizeHint().height()};
}

void GlyphText::tell()
{
    setToolTip(sizeHint().width() > width() ? m_text : QString());
}

void GlyphText::resizeEvent(QResizeEvent *)
{
    tell();
}

void GlyphText::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int px = scaled(kGlyph);
    if (m_glyph) {
        QRectF box(0, 0, px, px);
        box.moveTop((height() - px) / 2.0);
        paintGlyph(painter, *m_glyph, box, colour(m_glyphInk, palette()));
    }
    painter.setPen(colour(m_textInk, palette()));
    const QRect words = rect().adjusted(px + kGap, 0, 0, 0);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, words.width()));
}

} // namespace ui::widgets
