// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/dialog.h"

#include <functional>

class QHBoxLayout;
class QPushButton;

namespace ui::widgets {

// Asks before something is lost: a title, what it means, and buttons that say what they do. The safe one is
// the default, and what Escape means. Opens over a window, waits for nobody, deletes itself. Lives on gui.
class AskDialog final : public Dialog
{
    Q_OBJECT

public:
    AskDialog(QWidget *over, const QString &title, const QString &meaning, const QString &safe);

    void addDanger(const QString &verb, std::function<void()> act); // loses something
    void addOther(const QString &verb, std::function<void()> act);

private:
    void add(QPushButton *button, std::function<void()> act);

    QHBoxLayout *m_buttons = nullptr;
};

} // namespace ui::widgets
