// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace ui::widgets {

// A dialog that opens as large as its words need, up to its screen: Qt stops at two thirds of that, and lets
// lines that wrap be cut. Lives on gui.
class Dialog : public QDialog
{
    Q_OBJECT

public:
    using QDialog::QDialog;

    void setVisible(bool visible) override;
};

// For what is in a dialog's frame, which is taken to be as its parent's: a screen has room for both.
QSize roomFor(const QDialog &dialog);

} // namespace ui::widgets
