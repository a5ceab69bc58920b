// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/glyph_label.h"

#include "ui/widgets/scaled.h"

#include <QPainter>

namespace ui::widgets {

GlyphLabel::GlyphLabel(int px, QWidget *parent)
    : QWidget(parent)
    , m_px(px)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void GlyphLabel::setGlyph(Glyph glyph, Ink ink, int px)
{
    if (px > 0 && px != m_px) {
        m_px = px;
        updateGeometry();
    }
    m_glyph = glyph;
    m_ink = ink;
    update();
}

void GlyphLabel::clear()
{
    m_glyph.reset();
    update();
}

QSize GlyphLabel::sizeHint() const
{
    return QSize(1, 1) * scaled(m_px);
}

void GlyphLabel::paintEvent(QPaintEvent *)
{
    if (!m_glyph)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF box(QPointF(0, 0), sizeHint());
    box.moveCenter(QRectF(rect()).center());
    paintGlyph(painter, *m_glyph, box, colour(m_ink, palette()));
}

} // namespace ui::widgets
