// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/badge.h"

#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace ui::widgets {

namespace {

constexpr int kPadding = 8;
constexpr int kGlyph = 12;
constexpr int kGap = 4;

} // namespace

Ink inkOf(Tone tone)
{
    return tone == Tone::Ok      ? Ink::Ok
           : tone == Tone::Warn  ? Ink::Warn
           : tone == Tone::Error ? Ink::Error
                                 : Ink::Neutral;
}

Ink softInkOf(Tone tone)
{
    return tone == Tone::Ok      ? Ink::OkSoft
           : tone == Tone::Warn  ? Ink::WarnSoft
           : tone == Tone::Error ? Ink::ErrorSoft
                                 : Ink::NeutralSoft;
}

Badge::Badge(QWidget *parent)
    : QWidget(parent)
{
    setFont(fontOf(TextRole::Secondary));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Badge::set(Tone tone, const QString &text, std::optional<Glyph> glyph)
{
    if (tone == m_tone && text == m_text && glyph == m_glyph)
        return;
    m_tone = tone;
    m_text = text;
    m_glyph = glyph;
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

QSize Badge::sizeOf(const QFont &font, const QString &text, bool hasGlyph)
{
    const QFontMetrics metrics(font);
    return {metrics.horizontalAdvance(text) + 2 * kPadding + (hasGlyph ? scaled(kGlyph) + kGap : 0),
            std::max(22, metrics.height() + 4)};
}

QSize Badge::sizeHint() const
{
    return sizeOf(font(), m_text, m_glyph.has_value());
}

void Badge::paint(QPainter &painter, const QRect &box, const QPalette &palette, Tone tone,
                  const QString &text, std::optional<Glyph> glyph)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour(softInkOf(tone), palette));
    painter.drawRoundedRect(box, 4, 4);
    const QColor ink = colour(inkOf(tone), palette);
    QRect words = box.adjusted(kPadding, 0, -kPadding, 0);
    if (glyph) {
        const int px = scaled(kGlyph);
        QRect place(words.left(), 0, px, px);
        place.moveTop(box.top() + (box.height() - px) / 2);
        paintGlyph(painter, *glyph, place, ink);
        words.setLeft(words.left() + px + kGap);
    }
    painter.setPen(ink);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, text);
    painter.restore();
}

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, rect(), palette(), m_tone, m_text, m_glyph);
}

} // namespace ui::widgets
