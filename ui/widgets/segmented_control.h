// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace ui::widgets {

// One of a few, all of them to be seen. Arrow keys move. Lives on gui.
class SegmentedControl final : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentedControl(const QStringList &words, QWidget *parent = nullptr);

    int current() const { return m_current; }
    void setCurrent(int index); // -1: none; tells nobody
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void chosen(int index); // by the user

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int widthOf(int index) const;
    QRect cell(int index) const;
    void choose(int index);

    const QStringList m_words;
    int m_current = 0;
};

} // namespace ui::widgets
