// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/list_keys.h"

#include <QApplication>
#include <QKeyEvent>

namespace ui::widgets {

namespace {

bool isReturn(const QEvent &event)
{
    const int key = static_cast<const QKeyEvent &>(event).key();
    return key == Qt::Key_Return || key == Qt::Key_Enter;
}

} // namespace

bool ListKeys::eventFilter(QObject *watched, QEvent *event)
{
    const bool open = QApplication::activePopupWidget();
    if (event->type() == QEvent::ShortcutOverride && (open || !isReturn(*event)))
        m_chose = open && isReturn(*event);
    if (event->type() == QEvent::KeyPress && m_chose && isReturn(*event)) {
        if (!open)
            return true;
        m_chose = false; // a menu, or a list that takes the key itself
    }
    if (event->type() == QEvent::KeyRelease)
        m_chose = false;
    return QObject::eventFilter(watched, event);
}

} // namespace ui::widgets
