// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"
#include "ui/widgets/accessible.h"

#include <QPointer>

#include <vector>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace ui::pages {

class GuideBegin;
class GuideFirstRequest;

// From nothing to a request seen arriving, in two steps, on a sheet over the window. Can be left at any time
// and opened again. What it covers is disabled meanwhile: neither keys nor a screen reader act on it. Lives
// on gui.
class FirstStartGuide final : public QWidget, public widgets::Accessible
{
    Q_OBJECT

public:
    FirstStartGuide(const PageContext &context, QWidget *over); // covers it, and follows its size
    ~FirstStartGuide() override;                                // the focus is where it was before

signals:
    void finished();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildPlace();
    QWidget *buildSheet();
    void disableBeneath();
    void showStep(int step);
    void forward();

    const PageContext m_context;
    std::vector<QPointer<QWidget>> m_beneath; // that were enabled
    QPointer<QWidget> m_before;               // had the focus
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
