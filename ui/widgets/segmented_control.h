// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/accessible.h"

#include <QStringList>
#include <QWidget>

namespace ui::widgets {

// One of a few, all of them to be seen. Arrow keys move. Lives on gui.
class SegmentedControl final : public QWidget, public Accessible
{
    Q_OBJECT

public:
    explicit SegmentedControl(const QStringList &words, QWidget *parent = nullptr);

    int current() const { return m_current; }
    void setCurrent(int index); // -1: none; tells nobody
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    QString valueText() const override { return m_words.value(m_current); }
    int partCount() const override { return int(m_words.size()); }
    Part part(int index) const override { return {m_words[index], cell(index)}; }
    int currentPart() const override { return m_current; }
    void choosePart(int index) override { choose(index); }

signals:
    void chosen(int index); // by the user

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    int widthOf(int index) const;
    QRect cell(int index) const;
    void choose(int index);

    const QStringList m_words;
    int m_current = 0;
};

} // namespace ui::widgets
