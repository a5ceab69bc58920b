// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/return_key.h"

#include <QKeyEvent>
#include <QPushButton>

namespace ui::widgets {

bool pressedByReturn(const QKeyEvent &event, QPushButton &primary)
{
    const bool isReturn = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    if (!isReturn || event.modifiers() & ~Qt::KeypadModifier)
        return false;
    auto *own = qobject_cast<QPushButton *>(primary.window()->focusWidget());
    if (!event.isAutoRepeat()) // once is meant
        (own ? own : &primary)->click();
    return true;
}

} // namespace ui::widgets
