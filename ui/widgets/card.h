// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace ui::widgets {

// A panel: card fill, a line around, round corners; contents in a column, under a title if it has one. Lives
// on gui.
class Card final : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const QString &title = {}, QWidget *parent = nullptr);

    QVBoxLayout *column() const { return m_column; }
    QHBoxLayout *titleRow() const { return m_titleRow; } // null without a title; ends in a stretch: append
    void setFact(const QString &fact);                   // beside the title
    void setMargins(int horizontal, int vertical);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_column = nullptr;
    QHBoxLayout *m_titleRow = nullptr;
    QLabel *m_fact = nullptr;
};

// One pixel between two things. Lives on gui.
class Hairline final : public QWidget
{
    Q_OBJECT

public:
    explicit Hairline(Qt::Orientation orientation = Qt::Horizontal, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace ui::widgets
