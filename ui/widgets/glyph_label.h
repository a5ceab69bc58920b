// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/glyph.h"

#include <QWidget>

#include <optional>

namespace ui::widgets {

// An icon that stands for itself: painted as the palette and the screen are at that moment. Its pixels are
// those at 13 px of text, and grow with that. Lives on gui.
class GlyphLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit GlyphLabel(int px = 16, QWidget *parent = nullptr);

    void setGlyph(Glyph glyph, Ink ink, int px = 0); // 0: the size stays
    void clear();                                    // nothing is painted; it keeps its place
    std::optional<Glyph> glyph() const { return m_glyph; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::optional<Glyph> m_glyph;
    Ink m_ink = Ink::Text;
    int m_px;
};

} // namespace ui::widgets
