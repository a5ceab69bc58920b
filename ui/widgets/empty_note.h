// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace ui::widgets {

// Why there is nothing to see, and what to do about it. Lives on gui.
class EmptyNote final : public QWidget
{
    Q_OBJECT

public:
    EmptyNote(const QString &title, const QString &why, QWidget *parent = nullptr);

    void set(const QString &title, const QString &why);
    void addAction(QPushButton *button); // at most two
    QSize sizeHint() const override;

private:
    QLabel *m_title = nullptr;
    QLabel *m_why = nullptr;
    QHBoxLayout *m_actions = nullptr;
};

} // namespace ui::widgets
