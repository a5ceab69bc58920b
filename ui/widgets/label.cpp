// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/label.h"

#include <QLabel>

namespace ui::widgets {

QLabel *newLabel(const QString &text, TextRole role, Ink ink)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setFont(fontOf(role));
    setInk(label, ink);
    return label;
}

QLabel *newParagraph(const QString &text, TextRole role, Ink ink)
{
    QLabel *label = newLabel(text, role, ink);
    label->setWordWrap(true);
    return label;
}

} // namespace ui::widgets
