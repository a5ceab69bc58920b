// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/accessible.h"

#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QPushButton;

namespace ui::widgets {

class GlyphLabel;

// What was just done, with the way back for ten seconds, by Ctrl+Z as well. The time stands still for whoever
// points at it or has the focus there. Never for errors. Lives on gui.
class Toast final : public QFrame, public Accessible
{
    Q_OBJECT

public:
    explicit Toast(QWidget *parent = nullptr);

    void say(const QString &sentence, std::function<void()> undo = {});
    QString sentence() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // of the button

private:
    void tick();
    void followAttention(); // the clock goes while nobody is at it

    GlyphLabel *m_icon = nullptr;
    QLabel *m_sentence = nullptr;
    QPushButton *m_undo = nullptr;
    QLabel *m_left = nullptr;
    QTimer m_clock{this};
    int m_seconds = 0;
    std::function<void()> m_takeBack;
};

} // namespace ui::widgets
