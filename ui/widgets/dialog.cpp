// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/dialog.h"

#include <QLayout>
#include <QScreen>

#include <algorithm>

namespace ui::widgets {

void Dialog::setVisible(bool visible)
{
    if (visible && !isVisible() && !testAttribute(Qt::WA_Resized) && layout()) {
        ensurePolished();
        layout()->activate();
        const QSize room = roomFor(*this);
        const QSize hint = sizeHint();
        const int width = std::min(hint.width(), room.width());
        const int height =
            layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : hint.height();
        resize(width, std::min(height, room.height()));
    }
    QDialog::setVisible(visible);
}

QSize roomFor(const QDialog &dialog)
{
    const QWidget *around = dialog.parentWidget() ? dialog.parentWidget()->window() : nullptr;
    const QSize frame = around ? around->frameGeometry().size() - around->size() : QSize(0, 0);
    return dialog.screen()->availableSize() - frame;
}

} // namespace ui::widgets
