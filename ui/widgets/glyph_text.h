// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/glyph.h"

#include <QWidget>

namespace ui::widgets {

// A small icon and some words after it, on one line; what does not fit is in the tool tip. Lives on gui.
class GlyphText final : public QWidget
{
    Q_OBJECT

public:
    explicit GlyphText(QWidget *parent = nullptr);

    // Without a glyph its place stays free.
    void set(std::optional<Glyph> glyph, Ink glyphInk, const QString &text, Ink textInk);
    const QString &text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void tell();

    std::optional<Glyph> m_glyph;
    Ink m_glyphInk = Ink::Text2;
    Ink m_textInk = Ink::Text;
    QString m_text;
};

} // namespace ui::widgets
