// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace ui::widgets {

// A paragraph that can be selected, and whose long words (names of settings, paths) break after _, = and /
// instead of being cut. What is copied is as it was given. Lives on gui.
class BrokenText final : public QLabel
{
    Q_OBJECT

public:
    explicit BrokenText(const QString &text, QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QString selection() const;
};

QString broken(QString text); // with places to break in it

} // namespace ui::widgets
