// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace ui::widgets {

// The Return that chooses from an open list is used up by it. A combo box closes its list on the question
// whether the key is a shortcut, before the key itself comes, which would go on to what is beneath and press
// a button there. A filter of the application's. Lives on gui.
class ListKeys final : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool m_chose = false; // the key of that question is still to come
};

} // namespace ui::widgets
