// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace ui::widgets {

class Toast;

// The top row of a page: title and facts, what was just done, actions. 60 high. Lives on gui.
class PageHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title); // of a part of the page
    void setFacts(const QString &facts);
    void addAction(QWidget *control); // from left to right
    Toast &toast() { return *m_toast; }

private:
    QLabel *m_title = nullptr;
    QLabel *m_facts = nullptr;
    Toast *m_toast = nullptr;
    QHBoxLayout *m_row = nullptr;
};

} // namespace ui::widgets
