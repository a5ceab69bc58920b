// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/glyph.h"

#include <QWidget>

#include <optional>

namespace ui::widgets {

enum class Tone { Neutral, Ok, Warn, Error };

Ink inkOf(Tone tone);
Ink softInkOf(Tone tone);

// A word or a number on a soft fill. Lives on gui.
class Badge final : public QWidget
{
    Q_OBJECT

public:
    explicit Badge(QWidget *parent = nullptr);

    void set(Tone tone, const QString &text, std::optional<Glyph> glyph = std::nullopt);
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    // For delegates.
    static QSize sizeOf(const QFont &font, const QString &text, bool hasGlyph);
    static void paint(QPainter &painter, const QRect &box, const QPalette &palette, Tone tone,
                      const QString &text, std::optional<Glyph> glyph);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Neutral;
    QString m_text;
    std::optional<Glyph> m_glyph;
};

} // namespace ui::widgets
