// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/glyph.h"

#include <QAbstractButton>

namespace ui::shell {

// One page's row: icon, name, and a number if something waits there. Lives on gui.
class SideBarRow final : public QAbstractButton
{
    Q_OBJECT

public:
    SideBarRow(widgets::Glyph glyph, const QString &name);

    void setCount(int count);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    const widgets::Glyph m_glyph;
    int m_count = 0;
    bool m_byKeyboard = false; // the focus came so: only then is it shown
};

} // namespace ui::shell
