// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/button.h"

#include "ui/widgets/scaled.h"

namespace ui::widgets {

namespace {

constexpr int kIconPx = 16;

const char *wordOf(ButtonKind kind)
{
    switch (kind) {
    case ButtonKind::Primary:
        return "primary";
    case ButtonKind::Danger:
        return "danger";
    case ButtonKind::Link:
        return "link";
    case ButtonKind::Chip:
        return "chip";
    case ButtonKind::Secondary:
        break;
    }
    return "";
}

} // namespace

QPushButton *newButton(ButtonKind kind, const QString &text, std::optional<Glyph> glyph)
{
    auto *button = new QPushButton(text);
    button->setProperty("kind", QByteArray(wordOf(kind)));
    button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    button->setAutoDefault(false);
    if (kind == ButtonKind::Link)
        button->setCursor(Qt::PointingHandCursor);
    if (glyph)
        setGlyph(button, *glyph);
    return button;
}

QPushButton *newIconButton(Glyph glyph, const QString &does, bool bare)
{
    auto *button = new QPushButton;
    button->setProperty("kind", QByteArray("icon"));
    button->setFlat(bare);
    button->setAutoDefault(false);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    button->setToolTip(does);
    button->setAccessibleName(does);
    setGlyph(button, glyph);
    return button;
}

void setGlyph(QPushButton *button, Glyph glyph)
{
    const QByteArray kind = button->property("kind").toByteArray();
    const Ink ink = kind == "danger" ? Ink::Error
                    : kind == "link" ? Ink::Link
                                     : Ink::Text2; // the word beside it leads
    button->setProperty("glyph", int(glyph));      // a primary one paints it white
    button->setIcon(icon(glyph, ink));
    button->setIconSize(QSize(1, 1) * scaled(kIconPx));
}

void setInRow(QWidget *control)
{
    control->setProperty("inRow", true);
    control->updateGeometry();
}

} // namespace ui::widgets
