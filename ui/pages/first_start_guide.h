// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

class QLabel;
class QPushButton;
class QStackedWidget;

namespace ui::pages {

class GuideBegin;
class GuideFirstRequest;

// From nothing to a request seen arriving, in two steps, on a sheet over the window. Can be left at any time
// and opened again. Lives on gui.
class FirstStartGuide final : public QWidget
{
    Q_OBJECT

public:
    FirstStartGuide(const PageContext &context, QWidget *over); // covers it, and follows its size

signals:
    void finished();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildSheet();
    void showStep(int step);
    void forward();

    const PageContext m_context;
    QLabel *m_title = nullptr;
    QLabel *m_progress = nullptr;
    QStackedWidget *m_steps = nullptr;
    GuideBegin *m_begin = nullptr;
    GuideFirstRequest *m_first = nullptr;
    QPushButton *m_back = nullptr;
    QPushButton *m_leave = nullptr;
    QPushButton *m_forward = nullptr;
};

} // namespace ui::pages
