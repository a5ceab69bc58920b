// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QPushButton;

namespace ui::widgets {

// What was just done, with the way back for ten seconds. Never for errors. Lives on gui.
class Toast final : public QFrame
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

private:
    void tick();

    QLabel *m_icon = nullptr;
    QLabel *m_sentence = nullptr;
    QPushButton *m_undo = nullptr;
    QLabel *m_left = nullptr;
    QTimer m_clock;
    int m_seconds = 0;
    std::function<void()> m_takeBack;
};

} // namespace ui::widgets
